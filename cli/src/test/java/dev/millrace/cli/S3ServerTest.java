package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.MotoServer;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace server} as a process, with its artifacts on S3 and MLflow's Python client before it. */
@Tag("command")
class S3ServerTest {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final int PATIENCE_SECONDS = 90;

    private static final String SCRIPT = """
            import os, mlflow, requests
            client = mlflow.MlflowClient()
            run = client.create_run(client.create_experiment("e")).info
            client.log_text(run.run_id, "hello", "notes/a.txt")
            client.log_text(run.run_id, "top", "b.txt")
            print(run.artifact_uri.split("/")[0])
            print([(f.path, f.is_dir, f.file_size) for f in client.list_artifacts(run.run_id)])
            with open(client.download_artifacts(run.run_id, "notes/a.txt", os.getcwd())) as file:
                print(file.read())
            server = os.environ["MLFLOW_TRACKING_URI"]
            print(requests.get(server + "/get-artifact", {"run_id": run.run_id, "path": "notes/a.txt"}).text)
            print([f["path"] for f in requests.get(
                server + "/api/2.0/mlflow/artifacts/list", {"run_id": run.run_id, "path": "notes"}).json()["files"]])
            """;

    private static final String LARGE_SCRIPT = """
            import boto3, mlflow, os, requests
            client = mlflow.MlflowClient()
            run = client.create_run(client.create_experiment("large")).info
            content = bytes(range(256)) * 49152
            with open("large.bin", "wb") as file:
                file.write(content)
            client.log_artifact(run.run_id, "large.bin", "d")
            path = run.artifact_uri.removeprefix("mlflow-artifacts:/") + "/d/large.bin"
            bucket, root = os.environ["ROOT"].removeprefix("s3://").split("/", 1)
            s3 = boto3.client("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"])
            print(s3.head_object(Bucket=bucket, Key=root + "/" + path)["ETag"].strip('"').split("-")[1])
            os.mkdir("fetched")
            with open(client.download_artifacts(run.run_id, "d/large.bin", "fetched"), "rb") as file:
                print(file.read() == content)
            server = os.environ["MLFLOW_TRACKING_URI"]
            signed = requests.get(server + "/api/2.0/mlflow-artifacts/presigned/" + path).json()
            print(signed["file_size"] == len(content))
            print(requests.get(signed["url"], headers={"Range": "bytes=254-257"}).content)
            print(requests.get(server + "/api/2.0/mlflow-artifacts/presigned/nope").status_code)
            for wrong in [{"path": "a%2Fb", "num_parts": 1}, {"path": "a", "num_parts": 10001}, {"path": "a/"}]:
                print(requests.post(server + "/api/2.0/mlflow-artifacts/mpu/create/d", json=wrong).status_code)
            """;

    private static MotoServer moto;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        moto = MotoServer.start();
        List<String> look = List.of(moto.python().toString(), "-c", "import boto3, mlflow, requests");
        Requirements.require(
                CommandResult.run(Map.of(), Path.of("").toAbsolutePath(), look).code() == 0,
                "the Python of moto_server has no mlflow: set MILLRACE_TEST_MOTO to one that has");
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            moto.close();
        }
    }

    @Test
    void passesArtifactsOnToABucket() throws Exception {
        ArtifactUri bucket = MotoServer.fresh();

        assertThat(run("--artifacts-destination", bucket.toString()))
                .containsExactly(
                        "mlflow-artifacts:",
                        "[('b.txt', False, 3), ('notes', True, None)]",
                        "hello",
                        "hello",
                        "['notes/a.txt']");
    }

    @Test
    void readsWhatClientsHavePutIntoABucket() throws Exception {
        ArtifactUri bucket = MotoServer.fresh();

        assertThat(run("--no-serve-artifacts", "--default-artifact-root", bucket.toString()))
                .containsExactly(
                        "s3:", "[('b.txt', False, 3), ('notes', True, None)]", "hello", "hello", "['notes/a.txt']");
    }

    /** Two parts by the client; the server would have made three. */
    @Test
    void letsClientsSendAndFetchPartsByThemselves() throws Exception {
        ArtifactUri bucket = MotoServer.fresh();
        Map<String, String> environment = Map.of(
                "ROOT", bucket.toString(),
                "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true",
                "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "7000000",
                "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "7000000",
                "MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "true",
                "MLFLOW_MULTIPART_DOWNLOAD_MINIMUM_FILE_SIZE", "7000000",
                "MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE", "7000000");

        assertThat(run(LARGE_SCRIPT, environment, "--artifacts-destination", bucket.toString()))
                .containsExactly("2", "True", "True", "b'\\xfe\\xff\\x00\\x01'", "404", "400", "400", "400");
    }

    private List<String> run(String... options) throws Exception {
        return run(SCRIPT, Map.of(), options);
    }

    /** The lines that a script prints with a server of these options. */
    private List<String> run(String script, Map<String, String> environment, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of(CommandResult.launcher().toString(), "server", "--port", "0"));
        words.addAll(List.of(options));
        ProcessBuilder command = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectError(folder.resolve("log").toFile());
        command.environment().putAll(moto.environment());
        Process server = command.start();
        try (BufferedReader out = server.inputReader()) {
            Matcher address = ADDRESS.matcher(String.valueOf(out.readLine()));
            assertThat(address.find())
                    .as(Files.readString(folder.resolve("log")))
                    .isTrue();
            return script(script, environment, address.group());
        } finally {
            server.destroy();
            assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    private List<String> script(String text, Map<String, String> environment, String server) throws Exception {
        Path errors = folder.resolve("script.log");
        ProcessBuilder script = new ProcessBuilder(moto.python().toString(), "-c", text)
                .directory(folder.toFile())
                .redirectError(errors.toFile());
        script.environment().putAll(moto.environment());
        script.environment().putAll(environment);
        script.environment().put("MLFLOW_TRACKING_URI", server);
        Process process = script.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return printed.lines().toList();
    }
}
