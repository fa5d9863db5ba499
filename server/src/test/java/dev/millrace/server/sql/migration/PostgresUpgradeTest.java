package dev.millrace.server.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.PoolConfig;
import dev.millrace.server.sql.SchemaChain;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL, where all steps are one transaction. */
class PostgresUpgradeTest extends ServerUpgradeContract {
    PostgresUpgradeTest() {
        super(OldServer.POSTGRESQL);
    }

    @Override
    String[] renamingOfAKey() {
        return new String[] {"ALTER TABLE model_versions RENAME CONSTRAINT model_versions_name_fkey TO mine"};
    }

    @Test
    void aStepThatFailsLeavesTheDatabaseAsItWas() throws Exception {
        String uri = server.of("3.10.1");
        server.execute(uri, "UPDATE spans SET dimension_attributes = '{\"own\": 1}' WHERE trace_id = 'tr-edge-3'");
        List<String> before = everything(uri);

        assertThatThrownBy(() -> upgrade(uri))
                .isInstanceOf(UpgradeFailed.class)
                .hasMessageContaining("75868b020152")
                .hasMessageContaining("of trace tr-edge-3")
                .hasMessageContaining("is as it was, at revision 1b5f0d9ad7c1");
        assertThat(everything(uri)).isEqualTo(before);
    }

    /** Those of 3.10.1 lie beside runs and models, which go the way with them. */
    @ParameterizedTest
    @ValueSource(strings = {"2.22.4", "3.10.1"})
    void usersAndPermissionsAreAsMlflowsOwnUpgradeLeavesThem(String release) throws Exception {
        String uri = server.ofAuth(release);
        assertThat(check(uri).canBeUpgraded()).isTrue();

        upgrade(uri);

        String theirs = server.upgradedAuth(release);
        assertThat(server.rows(uri)).containsExactlyElementsOf(server.rows(theirs));
        assertThat(server.definitions(uri)).containsExactlyInAnyOrderElementsOf(server.definitions(theirs));
        assertThat(check(uri).missing()).isEmpty();
        assertThat(check(uri).unexpected()).isEmpty();
        assertThat(check(uri).passed()).isTrue();
        assertThat(check(theirs).passed()).isTrue();
    }

    @Test
    void theServerNamesTheCommandForUsersAndOpensThemAfterwards() {
        String uri = server.ofAuth("2.22.4");
        DatabaseConfig access = DatabaseConfig.ofAccess(uri, PoolConfig.DEFAULT);
        assertThatThrownBy(() -> Database.open(access))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("run `millrace db upgrade` with its address in MLFLOW_BACKEND_STORE_URI");

        upgrade(uri);

        Database.open(access).close();
    }

    @Test
    void somebodyElseWhoWritesKeepsItOut() throws Exception {
        String uri = server.of("3.10.1");
        try (Connection other = server.connect(uri + "?application_name=other");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("DELETE FROM tags");

            assertThatThrownBy(() -> upgrade(uri))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("cannot be had alone")
                    .hasMessageContaining("Stop every server on it");
        }
        assertThat(check(uri).stamps()).containsExactly(new Stamp(SchemaChain.TRACKING, "1b5f0d9ad7c1"));
    }
}
