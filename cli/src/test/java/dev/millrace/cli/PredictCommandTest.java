package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.model.CreateRun;
import dev.millrace.client.Artifacts;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.TrackingClient;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code models predict} with a model that needs no Python. */
class PredictCommandTest {
    private static final String REQUEST = "{\"dataframe_records\": [{\"a\": 1, \"b\": 0, \"c\": 0}]}";

    /** The logistic function of 1, as a float32. */
    private static final String ANSWER = "{\"predictions\": [{\"label\": 1, \"probability\": 0.7310585975646973}]}";

    @TempDir
    Path folder;

    private String model = "";

    @BeforeEach
    void makeModel() throws Exception {
        OnnxModel.copyTo(folder.resolve("model"));
        model = folder.resolve("model").toString();
    }

    private String file(String name, String content) throws Exception {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static CommandResult predict(String input, String... words) {
        List<String> all = new ArrayList<>(List.of("models", "predict"));
        all.addAll(List.of(words));
        return InProcess.run(input, all);
    }

    /** Like MLflow, without the end of a line. */
    @Test
    void printsThePredictionsAndNothingElse() throws Exception {
        CommandResult result = predict("", "-m", model, "-i", file("in.json", REQUEST));

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(ANSWER);
        assertThat(result.code()).isZero();
    }

    @Test
    void readsStandardInput() {
        assertThat(predict(REQUEST, "--model-uri", "file://" + model).out()).isEqualTo(ANSWER);
    }

    @Test
    void readsCsvAndWritesAFile() throws Exception {
        Path output = folder.resolve("out.json");
        String table = file("in.csv", "c,b,a\n0,0,1\n0,0,1\n");

        CommandResult result = predict("", "-m", model, "-i", table, "-t", "csv", "-o", output.toString());

        assertThat(result).isEqualTo(new CommandResult(0, "", ""));
        String row = "{\"label\": 1, \"probability\": 0.7310585975646973}";
        assertThat(output).hasContent("{\"predictions\": [" + row + ", " + row + "]}");
    }

    @Test
    void fetchesTheModelOfARun() throws Exception {
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
            new Artifacts(client).uploadAll(Path.of(model), run.artifactUri() + "/model");

            CommandResult result = predict(REQUEST, "-m", "runs:/" + run.runId() + "/model", "--tracking-uri", uri);

            assertThat(result).isEqualTo(new CommandResult(0, ANSWER, ""));
            assertThat(predict(REQUEST, "-m", "models:/none/1", "--tracking-uri", uri)
                            .err())
                    .contains("Model Version (name=none, version=1) not found");
        }
    }

    private static void fails(int code, String message, CommandResult result) {
        assertThat(result.err()).contains(message).doesNotContain("unexpectedly");
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(code);
    }

    @Test
    void tellsWhatIsWrongWithTheInput() throws Exception {
        fails(1, "requires: a, c", predict("{\"dataframe_records\": [{\"b\": 0}]}", "-m", model));
        fails(1, "; if the input is CSV, give -t csv", predict("a,c\n1,2\n", "-m", model));
        fails(1, "there is no file nothing.json", predict("", "-m", model, "-i", "nothing.json"));
        fails(1, "there is no file " + folder, predict("", "-m", model, "-i", folder.toString()));
        fails(1, "it is a folder", predict(REQUEST, "-m", model, "-o", folder.toString()));
        fails(1, "there is no such folder", predict(REQUEST, "-m", model, "-o", folder + "/no/file"));
        fails(1, "nothing cannot be scored: There is no model", predict(REQUEST, "-m", "nothing"));
    }

    @Test
    void refusesWhatCannotBeMeant() {
        fails(2, "--model-uri is required", predict(REQUEST));
        fails(2, "choose from json, csv", predict(REQUEST, "-m", model, "-t", "parquet"));
        fails(2, "choose from local, virtualenv, uv", predict(REQUEST, "-m", model, "--env-manager", "conda"));
        fails(2, "not fetched from s3", predict(REQUEST, "-m", "s3://bucket/model"));
        fails(2, "is not NAME=VALUE", predict(REQUEST, "-m", model, "--env", "secret"));
        fails(
                2,
                "'a b' is no requirement of pip",
                predict(REQUEST, "-m", model, "--pip-requirements-override", "numpy,a b"));
        CommandResult withToken = predict(REQUEST, "-m", model, "-r", "a @ https://TOKEN@host/a b");
        fails(2, "'a @ https://… b' is no requirement of pip", withToken);
        assertThat(withToken.err()).doesNotContain("TOKEN");
        for (String[] option :
                new String[][] {{"--env", "A=b"}, {"-r", "numpy>=1,<3,pandas[a,b],x; python_version in '3.8,3.9'"}}) {
            fails(2, "is scored without Python", predict(REQUEST, "-m", model, option[0], option[1]));
            fails(
                    2,
                    "is for an environment of the model's own",
                    predict(REQUEST, "-m", model, option[0], option[1], "--env-manager", "local"));
        }
    }
}
