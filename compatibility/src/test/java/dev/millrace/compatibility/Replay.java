package dev.millrace.compatibility;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the requests of a scenario to a server and keeps what it says. */
final class Replay {

    private Replay() {}

    /** A request with its answer, and that answer as comparable text. */
    record Exchanged(Step step, Answer answer, String text) {}

    /**
     * @param server where it listens
     * @param folder where it keeps its data, which must be empty apart from an empty database
     */
    static List<Exchanged> run(Scenario scenario, URI server, Path folder) throws IOException {
        WireClient client = new WireClient(server);
        Normaliser normaliser = new Normaliser(folder.toString(), server.getAuthority(), scenario.headers());
        Variables variables = new Variables();
        variables.set("folder", folder.toString());
        List<Exchanged> exchanged = new ArrayList<>();
        for (Step step : scenario.steps()) {
            Answer answer = client.send(
                    step.method(),
                    variables.expand(step.target()),
                    step.headers(),
                    bytes(step.body() == null ? null : variables.expand(step.body())));
            step.captures().forEach((name, place) -> {
                String value = JsonTree.text(JsonTree.find(answer.tree(), place));
                if (value != null) {
                    variables.set(name, value);
                }
            });
            exchanged.add(new Exchanged(step, answer, normaliser.describe(answer)));
            awaitNextMillisecond();
        }
        return exchanged;
    }

    /** Times are kept in milliseconds and many orders follow them, so no two requests may share one. */
    private static void awaitNextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
