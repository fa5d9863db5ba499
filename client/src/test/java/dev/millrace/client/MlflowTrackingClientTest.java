package dev.millrace.client;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@Timeout(600)
class MlflowTrackingClientTest extends TrackingClientContract {
    @TempDir
    private static Path folder;

    private static MlflowServer server;

    @BeforeAll
    static void start() throws Exception {
        Requirements.require(MlflowServer.program().isPresent(), "MLflow (MILLRACE_TEST_MLFLOW or PATH)");
        server = MlflowServer.start(folder);
        client = server.client();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.close();
        }
    }
}
