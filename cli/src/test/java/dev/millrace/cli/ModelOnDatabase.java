package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.LocalTracking;
import dev.millrace.server.sql.DatabaseConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that a run has stored, in a database without a server.
 *
 * @param database what {@code --tracking-uri} says
 * @param address what {@code --model-uri} says
 * @param folder where the files lie
 */
record ModelOnDatabase(String database, String address, Path folder) {
    private static final Pattern RUN_ID = Pattern.compile("\"run_id\": \"([0-9a-f]{32})\"");

    /** Stores it below a folder. */
    static ModelOnDatabase store(Path model, Path folder) {
        String database = "sqlite:///" + folder.resolve("tracking.db");
        Path root = folder.resolve("runs");
        LocalTracking.open(DatabaseConfig.of(database), root.toString()).close();
        String made = run("runs", "create", "--experiment-id", "0", "--tracking-uri", database);
        Matcher id = RUN_ID.matcher(made);
        assertThat(id.find()).as(made).isTrue();
        String run = id.group(1);
        run("artifacts", "log-artifacts", "-l", model.toString(), "-r", run, "-a", "m", "--tracking-uri", database);
        return new ModelOnDatabase(
                database, "runs:/" + run + "/m", root.resolve("0").resolve(run).resolve("artifacts/m"));
    }

    private static String run(String... words) {
        CommandResult result = InProcess.run(List.of(words));
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }
}
