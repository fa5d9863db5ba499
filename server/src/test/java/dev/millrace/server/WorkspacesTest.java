package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkspacesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL", "MARIADB"})
    void aDatabaseOfSeveralWorkspacesIsRefused(TestDatabase kind) {
        DatabaseConfig config = DatabaseConfig.of(kind.uri(folder));
        try (Database database = Database.open(config)) {
            database.write(session -> session.update(
                    Sql.of("INSERT INTO registered_models (name, workspace) VALUES ('churn', 'team-a')")));
        }

        assertThatThrownBy(() -> LocalTracking.open(config, "file:" + folder))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("'churn' of the workspace 'team-a'")
                .hasMessageContaining("--enable-workspaces");
    }
}
