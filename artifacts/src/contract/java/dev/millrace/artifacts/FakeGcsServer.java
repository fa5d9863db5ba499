package dev.millrace.artifacts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** fake-gcs-server, which speaks the JSON API of Google Cloud Storage and keeps everything in memory. */
public final class FakeGcsServer implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("server started at (http://127\\.0\\.0\\.1:\\d+)");
    private static final String BUCKET = "bucket-of-tests";

    private final StorageServer server;

    private FakeGcsServer(StorageServer server) {
        this.server = server;
    }

    /** Starts it with one empty bucket; the test is skipped where it is not installed. */
    public static FakeGcsServer start() throws Exception {
        String program = Requirements.program("fake-gcs-server", "MILLRACE_TEST_FAKE_GCS");
        String port = freePort();
        StorageServer server = StorageServer.start(
                ADDRESS,
                program,
                "-scheme",
                "http",
                "-host",
                "127.0.0.1",
                "-port",
                port,
                // Requests to it are then taken for those of the XML API, which signed addresses lead to.
                "-public-host",
                "127.0.0.1:" + port,
                "-backend",
                "memory");
        HttpRequest bucket = HttpRequest.newBuilder(URI.create(server.address() + "/storage/v1/b?project=p"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"" + BUCKET + "\"}"))
                .build();
        return new FakeGcsServer(server.prepared(bucket));
    }

    /** It says of a port that it chose itself that it is 0. */
    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    /** An address below which nothing is. */
    public static ArtifactUri fresh() {
        return ArtifactUri.parse("gs://" + BUCKET + "/" + UUID.randomUUID() + "/artifacts");
    }

    /** The variables that lead there. */
    public Map<String, String> environment() {
        return Map.of("STORAGE_EMULATOR_HOST", server.address());
    }

    @Override
    public void close() {
        server.close();
    }
}
