package dev.millrace.server.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.sql.DatabaseRefused;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

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
        assertThat(check(uri).revision()).isEqualTo("1b5f0d9ad7c1");
    }
}
