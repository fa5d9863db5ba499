package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.millrace.server.auth.AccessConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyRouteHasARule(boolean serveArtifacts, @TempDir Path folder) throws Exception {
        var plain = ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("mlflow.db"),
                folder.resolve("artifacts").toString());
        Path ui = Files.createDirectory(folder.resolve("ui"));
        Files.writeString(ui.resolve("index.html"), "<!doctype html>");
        var config = plain.withServeArtifacts(serveArtifacts)
                .withUi(ui)
                .withAccess(new AccessConfig(
                        "sqlite:///" + folder.resolve("auth.db"), "READ", "admin", "a password of twelve", null));

        // A route without a rule in dev.millrace.server.auth.Rules cannot be bound.
        assertThatCode(() -> Server.start(config).close()).doesNotThrowAnyException();
    }
}
