package dev.millrace.artifacts;

import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** Azurite, Microsoft's own server of Azure's storage for tests, with everything in memory. */
public final class AzuriteServer implements AutoCloseable {

    /** The container that addresses here name; the test makes it. */
    public static final String CONTAINER = "container-of-tests";

    private static final Pattern ADDRESS =
            Pattern.compile("successfully listen(?:ing|s) (?:at|on) (http://127\\.0\\.0\\.1:\\d+)");

    /** The account that every Azurite has, with the key that its documentation publishes. */
    private static final String ACCOUNT = "devstoreaccount1";

    private static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private final StorageServer server;

    private AzuriteServer(StorageServer server) {
        this.server = server;
    }

    /** Starts it empty; the test is skipped where it is not installed. */
    public static AzuriteServer start() {
        String program = Requirements.program("azurite-blob", "MILLRACE_TEST_AZURITE");
        return new AzuriteServer(StorageServer.start(
                ADDRESS,
                program,
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                "0",
                "--inMemoryPersistence",
                "--skipApiVersionCheck",
                "--disableTelemetry"));
    }

    /** An address below which nothing is. */
    public static ArtifactUri fresh() {
        return ArtifactUri.parse(
                "wasbs://%s@%s.blob.core.windows.net/%s/artifacts".formatted(CONTAINER, ACCOUNT, UUID.randomUUID()));
    }

    /** The variables that lead there. */
    public Map<String, String> environment() {
        return Map.of(
                "AZURE_STORAGE_CONNECTION_STRING",
                "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;BlobEndpoint=%s/%s;"
                        .formatted(ACCOUNT, KEY, server.address(), ACCOUNT));
    }

    @Override
    public void close() {
        server.close();
    }
}
