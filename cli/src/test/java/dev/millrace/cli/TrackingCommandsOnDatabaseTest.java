package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.LocalTracking;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.sql.DatabaseConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a database without a server. */
class TrackingCommandsOnDatabaseTest extends TrackingCommandsContract {
    /** The runs of its first experiment keep their artifacts below the test's folder, not below that of the build. */
    @BeforeEach
    void makeDatabase() {
        LocalTracking.open(DatabaseConfig.of(uri()), folder.resolve("runs").toString())
                .close();
    }

    @AfterEach
    void keepsOutOfTheFolderOfTheBuild() {
        assertThat(Path.of("mlruns")).doesNotExist();
    }

    @Override
    String uri() {
        return "sqlite:///" + folder.resolve("tracking.db");
    }

    @Test
    void namesTheServerThatHasTheDatabase() throws IOException {
        ServerConfig config =
                ServerConfig.of("127.0.0.1", 0, uri(), folder.resolve("served").toString());
        try (Server server = Server.start(config)) {
            assertThat(server.port()).isPositive();

            CommandResult result = InProcess.run(List.of("experiments", "search", "--tracking-uri", uri()));

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains("in use by another Millrace server", "MLFLOW_TRACKING_URI=http://");
        }
    }

    @Test
    void aWrongCallLeavesNoDatabaseBehind() {
        Path absent = folder.resolve("absent.db");

        CommandResult result = InProcess.run(List.of("experiments", "get", "--tracking-uri", "sqlite:///" + absent));

        assertThat(result.code()).isEqualTo(2);
        assertThat(Files.exists(absent)).isFalse();
    }
}
