package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recordings are still what MLflow answers. With {@code -Dmillrace.record=true} they are written anew instead, which
 * is what to do after a change of the corpus.
 */
@Tag("slow")
@Timeout(600)
class OriginalTest {

    @Test
    void answersAsRecorded(@TempDir Path scratch) throws IOException {
        MlflowInstallation installation = MlflowInstallation.required();
        try (Original original = new Original(installation, scratch)) {
            for (Scenario scenario : Corpus.scenarios()) {
                Path folder = Files.createDirectory(scratch.resolve(scenario.name()));
                Recording live = Recording.of(replay(scenario, folder, installation, original));
                if (CompatibilityConfig.recording()) {
                    Corpus.record(scenario, live);
                } else {
                    assertThat(live).as(scenario.name()).isEqualTo(Corpus.recording(scenario));
                }
            }
        }
    }

    private static List<Replay.Exchanged> replay(
            Scenario scenario, Path folder, MlflowInstallation installation, Original original) throws IOException {
        if (scenario.flags().isEmpty()) {
            return Replay.run(scenario, original.start(folder), folder);
        }
        String database = Original.preparedDatabase(folder);
        try (Subject flagged = CommandServer.mlflow(installation, database, scenario.flags())) {
            return Replay.run(scenario, flagged.start(folder), folder);
        }
    }
}
