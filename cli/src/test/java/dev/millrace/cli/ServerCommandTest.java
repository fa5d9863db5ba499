package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code millrace server}, started as a process. */
@Tag("command")
class ServerCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+\\S*");

    @TempDir
    Path folder;

    @Test
    void answersUntilItIsTerminated() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        CommandResult.launcher().toString(), "server", "--port", "0", "--static-prefix", "/ml")
                .directory(folder.toFile())
                .redirectError(folder.resolve("log").toFile());
        // A language with digits of its own, which no script could read.
        builder.environment().put("MILLRACE_JAVA_OPTS", "-Duser.language=ar -Duser.country=EG");
        Process server = builder.start();
        try (BufferedReader out = server.inputReader()) {
            Matcher address = ADDRESS.matcher(String.valueOf(out.readLine()));
            assertThat(address.find()).isTrue();
            assertThat(get(address.group() + "/health")).isEqualTo("OK");
            assertThat(get(address.group() + "/")).contains("Millrace");
        } finally {
            server.destroy();
        }
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // 128 + 15: ended by SIGTERM, as a shell reports it.
        assertThat(server.exitValue()).isEqualTo(143);
        assertThat(folder.resolve("mlflow.db")).exists();
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain("ERROR");
    }

    @Test
    void acceptsOnlyTheModelSourcesThatTheOperatorAllows() throws Exception {
        ProcessBuilder command = new ProcessBuilder(CommandResult.launcher().toString(), "server", "--port", "0")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().put("MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX", "^s3://models/");
        Process server = command.start();
        try (BufferedReader out = server.inputReader()) {
            Matcher address = ADDRESS.matcher(String.valueOf(out.readLine()));
            assertThat(address.find()).isTrue();
            String api = address.group() + "/api/2.0/mlflow/";
            post(api + "registered-models/create", "{\"name\": \"m\"}");

            assertThat(post(api + "model-versions/create", "{\"name\": \"m\", \"source\": \"s3://models/1\"}"))
                    .contains("\"version\"");
            assertThat(post(api + "model-versions/create", "{\"name\": \"m\", \"source\": \"s3://others/1\"}"))
                    .contains("Invalid model version source: 's3://others/1'.");
        } finally {
            server.destroy();
        }
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tellsOfChangesOnStandardOutput() throws Exception {
        Process server = new ProcessBuilder(
                        CommandResult.launcher().toString(), "server", "--port", "0", "--audit-log", "-")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = server.inputReader()) {
            Matcher address = ADDRESS.matcher(String.valueOf(out.readLine()));
            assertThat(address.find()).isTrue();
            post(address.group() + "/api/2.0/mlflow/registered-models/create", "{\"name\": \"m\"}");

            assertThat(out.readLine())
                    .contains("\"route\":\"/api/2.0/mlflow/registered-models/create\",\"resources\":{\"name\":\"m\"}");
        } finally {
            server.destroy();
        }
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotStartWithoutTheAuditLogThatItShouldHave() throws Exception {
        CommandResult result =
                CommandResult.of(Map.of(), folder, "server", "--port", "0", "--audit-log", "nowhere/audit.jsonl");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("nowhere/audit.jsonl cannot be opened")
                .contains("its folder has to be there");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void showsTheWebUiOfAnInstalledMlflow() throws Exception {
        Path bundle =
                Files.createDirectories(folder.resolve("env/lib/python3.12/site-packages/mlflow/server/js/build"));
        Files.writeString(bundle.resolve("index.html"), "<title>MLflow</title>");
        Files.createDirectory(folder.resolve("env/lib/python3.12/site-packages/mlflow-3.17.2.dist-info"));
        Map<String, String> environment =
                Map.of("VIRTUAL_ENV", folder.resolve("env").toString());
        ProcessBuilder command = new ProcessBuilder(
                        CommandResult.launcher().toString(), "server", "--port", "0", "--ui", "mlflow")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().putAll(environment);
        Process server = command.start();
        try (BufferedReader out = server.inputReader()) {
            Matcher address = ADDRESS.matcher(String.valueOf(out.readLine()));
            assertThat(address.find()).isTrue();
            assertThat(get(address.group() + "/")).isEqualTo("<title>MLflow</title>");
        } finally {
            server.destroy();
        }
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(CommandResult.of(environment, folder, "doctor").out())
                .containsPattern("ok +Web UI +mlflow 3.17.2 in " + bundle);
    }

    @Test
    void saysThatAFolderHoldsNoWebUi() throws Exception {
        CommandResult result = CommandResult.of(Map.of(), folder, "server", "--port", "0", "--ui", "./build");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--ui ./build").contains("holds no index.html");
        assertThat(folder).isEmptyDirectory();
    }

    private static String get(String address) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    private static String post(String address, String json) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void saysWhoHasThePort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandResult result =
                    CommandResult.of(Map.of(), folder, "server", "--port", String.valueOf(taken.getLocalPort()));

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err())
                    .contains("port " + taken.getLocalPort() + " is taken by process "
                            + ProcessHandle.current().pid());
            assertThat(folder).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--gunicorn-opts=x",
                "--waitress-opts=x",
                "--uvicorn-opts=x",
                "--dev",
                "--enable-workspaces",
                "--workspace-store-uri=x",
                "--trace-archival-config=x",
                "--secrets-cache-ttl=60",
                "--secrets-cache-max-size=10"
            })
    void refusesByNameWhatItDoesNotSupport(String flag) throws Exception {
        CommandResult result = CommandResult.of(Map.of(), folder, "server", flag);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(flag.replaceFirst("=.*", "") + " is not supported: ");
    }

    @Test
    void refusesOtherPluginsByName() throws Exception {
        CommandResult result = CommandResult.of(Map.of(), folder, "server", "--app-name=my-sso");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--app-name", "my-sso", "basic-auth");
    }

    @Test
    void refusesAConfigurationOfAccessThatCannotBe() throws Exception {
        CommandResult missing = CommandResult.of(
                Map.of("MLFLOW_AUTH_CONFIG_PATH", "nowhere.ini"), folder, "server", "--app-name", "basic-auth");
        CommandResult without =
                CommandResult.of(Map.of(), folder, "server", "--app-name", "basic-auth", "--artifacts-only");

        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("nowhere.ini");
        assertThat(without.code()).isEqualTo(2);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesItInTheEnvironmentToo() throws Exception {
        CommandResult result = CommandResult.of(Map.of("MLFLOW_UVICORN_OPTS", "--reload"), folder, "server");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--uvicorn-opts (set by environment MLFLOW_UVICORN_OPTS) is not supported");
    }

    @Test
    void refusesValuesThatCannotBe() throws Exception {
        for (List<String> words : List.of(
                List.of("server", "--port", "http"),
                List.of("server", "--port", "70000"),
                List.of("server", "--static-prefix", "ml/"),
                List.of("server", "--static-prefix", "//ml"),
                List.of("server", "--x-frame-options", "MAYBE"),
                List.of("server", "--model-version-source-regex", "("),
                List.of("server", "--registry-store-uri", "sqlite:///other.db"),
                List.of("server", "--backend-store-uri", "sqlite:///x.db", "--artifacts-only"))) {
            CommandResult result = CommandResult.of(Map.of(), folder, words.toArray(String[]::new));

            assertThat(result.code()).as("%s", words).isEqualTo(2);
            assertThat(result.err()).contains(words.get(1));
        }
    }

    @Test
    void doesNotHideRunsOfAFileStoreBehindANewDatabase() throws Exception {
        Files.createDirectories(folder.resolve("mlruns/0"));
        Files.writeString(folder.resolve("mlruns/0/meta.yaml"), "name: Default\n");

        CommandResult result = CommandResult.of(Map.of(), folder, "server", "--port", "0");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("mlflow migrate-filestore");
    }

    @Test
    void saysThatItKnowsNoOtherDatabase() throws Exception {
        CommandResult result =
                CommandResult.of(Map.of(), folder, "server", "--port", "0", "--backend-store-uri", "oracle://x/y");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("oracle");
    }

    @Test
    void refusesADestinationOfArtifactsBeforeItMakesADatabase() throws Exception {
        CommandResult result =
                CommandResult.of(Map.of(), folder, "server", "--port", "0", "--artifacts-destination", "hdfs://b");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("'hdfs' are not supported yet");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysThatTheNameOfAHostIsNotKnown() throws Exception {
        CommandResult result = CommandResult.of(Map.of(), folder, "server", "--host", "nohost.invalid", "--port", "0");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("the host name 'nohost.invalid' is not known");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void doctorFailsWhereTheServerWould() throws Exception {
        CommandResult result = CommandResult.of(Map.of("MLFLOW_PORT", "abc"), folder, "doctor");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .containsPattern("FAIL +Port +unknown: the configuration of server is wrong, see below")
                .contains("FAIL  server: 'abc' is no value of --port (environment MLFLOW_PORT)");
    }

    @Test
    void tellsWhereItListensAsJsonWhereTheLogIsJson() throws Exception {
        Process server = new ProcessBuilder(
                        CommandResult.launcher().toString(), "server", "--port", "0", "--log-format", "json")
                .directory(folder.toFile())
                .redirectError(folder.resolve("log").toFile())
                .start();
        try (BufferedReader out = server.inputReader()) {
            assertThat(Json.parse(String.valueOf(out.readLine()).getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOfSatisfying(
                            JsonValue.Obj.class,
                            line -> assertThat(line.members())
                                    .containsKeys("time", "level", "message", "url", "process"));
        } finally {
            server.destroy();
        }
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doctorShowsWhereASettingComesFromAndNoPassword() throws Exception {
        Files.writeString(folder.resolve("millrace.properties"), "server.host=0.0.0.0\n");

        CommandResult result = CommandResult.of(
                Map.of("MLFLOW_PORT", "5001", "MLFLOW_DEFAULT_ARTIFACT_ROOT", "ftp://me:s3cret@host/x"),
                folder,
                "doctor");

        assertThat(result.out())
                .containsPattern("port +5001 +environment MLFLOW_PORT")
                .containsPattern("host +0.0.0.0 +file .*millrace.properties")
                .containsPattern("artifacts-destination +./mlartifacts +default")
                .doesNotContain("s3cret");
    }
}
