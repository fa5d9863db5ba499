package dev.millrace.serving;

import static dev.millrace.serving.Cases.number;
import static dev.millrace.serving.Cases.text;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.ValueReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The requests that were once sent to MLflow's scoring server get the answers that it gave, but for what is listed here. */
@Tag("slow")
@Timeout(600)
class RecordedCasesTest {
    private static final String PREDICTIONS = "{\"predictions\": ";

    /** What is answered otherwise on purpose, as compatibility/differences.md explains: by label, status and answer. */
    private static final Map<String, Difference> DIFFERENCES = Map.ofEntries(
            entry("no ct", new Difference(200, PREDICTIONS + "[0, 2]}")),
            entry("ct case", new Difference(200, PREDICTIONS + "[0, 2]}")),
            entry("openapi", new Difference(404, null)),
            entry("docs", new Difference(404, null)),
            entry("int from 1.5", new Difference(400, null)),
            entry("int overflow", new Difference(400, null)),
            entry("long > 2^63", new Difference(400, null)),
            entry("inputs 1.5 for int", new Difference(400, null)),
            entry("tensor float->int", new Difference(400, null)),
            entry(
                    "ret df",
                    new Difference(
                            200,
                            PREDICTIONS
                                    + "[{\"a\": 1, \"b\": null, \"c\": \"x\"}, {\"a\": 2, \"b\": 1.5, \"c\": null}]}")),
            entry("ret ser", new Difference(200, PREDICTIONS + "[{\"0\": 1.0}, {\"0\": null}, {\"0\": null}]}")),
            entry("ret np", new Difference(200, PREDICTIONS + "[[1.0, null], [null, null]]}")));

    private static final Map<String, ScoringServer> SERVERS = new HashMap<>();

    private record Difference(int status, @Nullable String answer) {}

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(ScoringServer::close);
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        Requirements.mlflowPython();
        List<Map<String, Value>> cases = Cases.read("recorded-cases.jsonl");
        assertThat(cases).hasSize(271);
        return cases.stream()
                .sorted(Comparator.comparing(recorded -> String.valueOf(text(recorded, "model"))))
                .filter(recorded -> !"ret sleep".equals(text(recorded, "label"))) // ScoringServerTest has time-outs
                .map(recorded -> DynamicTest.dynamicTest(
                        text(recorded, "model") + ": " + text(recorded, "label"), () -> check(recorded)));
    }

    private static void check(Map<String, Value> recorded) throws Exception {
        ScoringServer server = server(Objects.requireNonNull(text(recorded, "model")));
        HttpResponse<String> answer;
        try (var client = new Client(server)) {
            answer = client.send(
                    Objects.requireNonNull(text(recorded, "method")),
                    Objects.requireNonNull(text(recorded, "path")),
                    text(recorded, "type"),
                    Cases.body(recorded));
        }
        Difference difference = DIFFERENCES.get(text(recorded, "label"));
        int status = difference == null ? number(recorded, "status") : difference.status;
        String expected = difference == null ? text(recorded, "answer") : difference.answer;
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (expected != null) {
            assertThat(answer.body()).isEqualTo(expected);
        }
        if (status == 400 || status == 500) {
            Map<String, Value> error = ((Value.Entries) ValueReader.read(answer.body())).values();
            assertThat(error).containsKeys("error_code", "message").doesNotContainKey("stack_trace");
            if (difference == null && recorded.containsKey("code")) {
                assertThat(text(error, "error_code")).isEqualTo(text(recorded, "code"));
                assertThat(text(error, "sqlstate")).isEqualTo(text(recorded, "sqlstate"));
            }
        }
    }

    private static ScoringServer server(String model) throws IOException, InterruptedException {
        ScoringServer known = SERVERS.get(model);
        if (known == null) {
            SERVERS.values().forEach(ScoringServer::close); // cases come model by model, and each takes memory
            SERVERS.clear();
            known = ScoringServer.start(PythonModels.config(model));
            SERVERS.put(model, known);
        }
        return known;
    }
}
