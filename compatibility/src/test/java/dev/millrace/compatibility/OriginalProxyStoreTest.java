package dev.millrace.compatibility;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** The same with MLflow as the other server. */
@Tag("slow")
class OriginalProxyStoreTest extends ProxyStoreTest {

    @Override
    Subject subject(Path data) throws IOException {
        return CommandServer.mlflow(
                MlflowInstallation.required(), "sqlite:///" + data.resolve("mlflow.db"), ServerFlags.NONE);
    }
}
