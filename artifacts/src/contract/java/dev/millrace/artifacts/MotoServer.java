package dev.millrace.artifacts;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** Moto, a server of Amazon's protocols that keeps everything in memory. */
public final class MotoServer implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");
    private static final String BUCKET = "bucket-of-tests";

    private final String program;
    private final StorageServer server;

    private MotoServer(String program, StorageServer server) {
        this.program = program;
        this.server = server;
    }

    /** Starts it with one empty bucket; the test is skipped where it is not installed. */
    public static MotoServer start() throws Exception {
        String program = Requirements.program("moto_server", "MILLRACE_TEST_MOTO");
        StorageServer server = StorageServer.start(ADDRESS, program, "-H", "127.0.0.1", "-p", "0");
        HttpRequest bucket = HttpRequest.newBuilder(URI.create(server.address() + "/" + BUCKET))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        return new MotoServer(program, server.prepared(bucket));
    }

    /** An address below which nothing is. */
    public static ArtifactUri fresh() {
        return ArtifactUri.parse("s3://" + BUCKET + "/" + UUID.randomUUID() + "/artifacts");
    }

    /** The variables that lead there. */
    public Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "MLFLOW_S3_ENDPOINT_URL",
                server.address(),
                "AWS_ACCESS_KEY_ID",
                "key",
                "AWS_SECRET_ACCESS_KEY",
                "the-secret-key"));
    }

    /** The Python that it is installed in, with MLflow's client and boto3 beside it. */
    public Path python() {
        return Path.of(program).resolveSibling("python");
    }

    @Override
    public void close() {
        server.close();
    }
}
