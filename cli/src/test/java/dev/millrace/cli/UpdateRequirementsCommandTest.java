package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.model.CreateRun;
import dev.millrace.client.Artifacts;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.TrackingClient;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code models update-pip-requirements}. */
class UpdateRequirementsCommandTest {
    @TempDir
    Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void makeModel() throws Exception {
        model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("requirements.txt"), "mlflow==3.17.2\nnumpy==2.3.1");
        Files.writeString(model.resolve("conda.yaml"), "dependencies:\n- pip:\n  - mlflow==3.17.2\n  - numpy==2.3.1\n");
    }

    private static CommandResult update(String uri, String... words) {
        List<String> all = new ArrayList<>(List.of("models", "update-pip-requirements", "-m", uri));
        all.addAll(List.of(words));
        return InProcess.run(all);
    }

    private static void fails(int code, String message, CommandResult result) {
        assertThat(result.err()).contains(message).doesNotContain("unexpectedly");
        assertThat(result.code()).isEqualTo(code);
    }

    @Test
    void changesAModelInAFolder() {
        CommandResult added = update(model.toString(), "add", "numpy==2.2", "pandas >= 2");
        assertThat(added)
                .isEqualTo(new CommandResult(
                        0, "", "Successfully updated the requirements for the model at " + model + "!\n"));
        assertThat(model.resolve("requirements.txt")).hasContent("mlflow==3.17.2\nnumpy==2.2\npandas>=2");
        assertThat(model.resolve("conda.yaml"))
                .hasContent("dependencies:\n- pip:\n  - mlflow==3.17.2\n  - numpy==2.2\n  - pandas>=2\n");

        CommandResult removed = update(model.toString(), "remove", "pandas", "torch");
        assertThat(removed.err()).startsWith("\"torch\" not found in requirements, ignoring\n");
        assertThat(removed.code()).isZero();
        assertThat(model.resolve("requirements.txt")).hasContent("mlflow==3.17.2\nnumpy==2.2");
    }

    @Test
    void changesTheModelOfARunButNoVersionOfTheRegistry() throws Exception {
        ServerConfig config = ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("tracking.db"),
                folder.resolve("artifacts").toString());
        try (Server server = Server.start(config)) {
            String uri = "http://127.0.0.1:" + server.port();
            TrackingClient client = new TrackingClient(ClientConfig.of(uri, Map.of()));
            var run = client.createRun(CreateRun.builder().experimentId("0").build())
                    .info();
            Artifacts artifacts = new Artifacts(client);
            artifacts.uploadAll(model, run.artifactUri() + "/model");

            CommandResult result = update("runs:/" + run.runId() + "/model", "add", "pandas", "--tracking-uri", uri);

            assertThat(result.code()).as(result.err()).isZero();
            artifacts.downloadAll(run.artifactUri() + "/model", folder.resolve("fetched"));
            assertThat(folder.resolve("fetched/requirements.txt")).hasContent("mlflow==3.17.2\nnumpy==2.3.1\npandas");
            assertThat(folder.resolve("fetched/conda.yaml")).content().contains("  - pandas\n");
            for (String version : List.of("models:/churn/1", "models:/churn@champion")) {
                fails(
                        1,
                        "Failed to set requirements on \"" + version + "\": versions of the registry are read-only",
                        update(version, "add", "pandas", "--tracking-uri", uri));
            }
        }
    }

    /** While the command works on its copies, a folder takes the place of the second file. */
    @Test
    void saysWhichFileHasChangedWhereTheOtherCannotBeStored() {
        ModelOnDatabase stored = ModelOnDatabase.store(model, folder);
        List<String> words = List.of(
                "models",
                "update-pip-requirements",
                "-m",
                stored.address(),
                "remove",
                "numpy",
                "torch",
                "--tracking-uri",
                stored.database());

        CommandResult result = InProcess.run(words, () -> {
            Path conda = stored.folder().resolve("conda.yaml");
            try {
                if (Files.isRegularFile(conda)) {
                    Files.delete(conda);
                    Files.createDirectories(conda.resolve("x"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        fails(1, "requirements.txt of the model has changed, conda.yaml has not", result);
        assertThat(stored.folder().resolve("requirements.txt")).hasContent("mlflow==3.17.2");
    }

    @Test
    void whatIsWrongIsTold() {
        fails(2, "missing argument add|remove", update(model.toString()));
        fails(2, "'set' is no operation; choose from add, remove", update(model.toString(), "set", "numpy"));
        fails(1, "'a b' is no requirement of pip", update(model.toString(), "add", "a b"));
        fails(1, "requirements.txt", update(folder.toString(), "add", "numpy"));
        assertThat(model.resolve("requirements.txt")).hasContent("mlflow==3.17.2\nnumpy==2.3.1");
    }
}
