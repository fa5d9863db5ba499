package dev.millrace.server.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.PoolConfig;
import dev.millrace.server.sql.SchemaChain;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MariaDB, which keeps each definition by itself, so that an upgrade goes on where the one before ended. */
class MariadbUpgradeTest extends ServerUpgradeContract {
    MariadbUpgradeTest() {
        super(OldServer.MARIADB);
    }

    @Override
    String[] renamingOfAKey() {
        return new String[] {
            "ALTER TABLE model_versions DROP FOREIGN KEY model_versions_ibfk_1",
            "ALTER TABLE model_versions ADD CONSTRAINT mine FOREIGN KEY (name) REFERENCES registered_models (name)",
        };
    }

    @Test
    void aStepThatFailsIsTakenUpWhenItsCauseIsMended() throws Exception {
        String uri = server.of("3.10.1");
        server.execute(
                uri,
                "CREATE TABLE kept AS SELECT trace_id, span_id, dimension_attributes FROM spans",
                "UPDATE spans SET dimension_attributes = '{\"own\": 1}' WHERE trace_id = 'tr-edge-3'");

        assertThatThrownBy(() -> upgrade(uri))
                .isInstanceOf(UpgradeFailed.class)
                .hasMessageContaining("75868b020152")
                .hasMessageContaining("of trace tr-edge-3")
                .hasMessageContaining("keeps the steps before and is at revision b7e2c1a4d9f3");
        assertThat(check(uri).stamps()).containsExactly(new Stamp(SchemaChain.TRACKING, "b7e2c1a4d9f3"));

        server.execute(
                uri,
                "UPDATE spans JOIN kept ON kept.trace_id = spans.trace_id AND kept.span_id = spans.span_id"
                        + " SET spans.dimension_attributes = kept.dimension_attributes",
                "DROP TABLE kept");
        upgrade(uri);

        assertThat(server.rows(uri)).containsExactlyElementsOf(server.rows(server.upgraded("3.10.1")));
        assertThat(server.definitions(uri)).containsExactlyInAnyOrderElementsOf(server.original());
    }

    /** MLflow's own migrations make none on MariaDB 10.11 and MySQL. */
    @Test
    void olderTablesOfUsersAreRefusedAndNothingIsChanged() throws Exception {
        String uri = server.newDatabase();
        DatabaseConfig access = DatabaseConfig.ofAccess(uri, PoolConfig.DEFAULT);
        Database.open(access).close();
        assertThat(check(uri).passed()).isTrue();
        server.execute(uri, "UPDATE alembic_version_auth SET version_num = 'c3d4e5f6a7b8'");
        List<String> before = everything(uri);

        assertThatThrownBy(() -> upgrade(uri))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("users and permissions at revision c3d4e5f6a7b8")
                .hasMessageContaining("name another database for users");
        assertThat(check(uri).canBeUpgraded()).isFalse();
        assertThat(everything(uri)).isEqualTo(before);
    }

    /** What was done of a step by then is there, and nobody stamped it. */
    @ParameterizedTest
    @ValueSource(strings = {"2.22.4", "3.10.1"})
    @Tag("slow")
    @Timeout(600)
    void everyStepMayBeInterruptedHalfWayAndAtItsEnd(String release) throws Exception {
        String uri = server.of(release);
        for (int i = 0; i < Revisions.TRACKING.size(); i++) {
            Revision revision = Revisions.TRACKING.get(i);
            if (!revision.previous().equals(check(uri).stamps().getFirst().revision())) {
                continue;
            }
            int statements = revision.definitions("mysql").size();
            for (int done : new int[] {statements / 2, statements - 1, statements}) {
                interrupted(uri, revision, done);
            }
            List<Revision> reached = Revisions.TRACKING.subList(0, i + 1);
            upgrade(uri, chain -> reached);
        }

        assertThat(server.rows(uri)).containsExactlyElementsOf(server.rows(server.upgraded(release)));
        assertThat(server.definitions(uri)).containsExactlyInAnyOrderElementsOf(server.original());
    }

    private static void interrupted(String uri, Revision revision, int done) throws Exception {
        try (Target target = Target.open(DatabaseConfig.of(uri), true)) {
            target.begin();
            run(target, revision.columns(target.folder()));
            if (revision.data() != null) {
                revision.data().run(target.session(), new SoundProgress());
            }
            run(target, revision.definitions(target.folder()).subList(0, done));
        }
    }

    private static void run(Target target, List<String> statements) throws Exception {
        for (String statement : statements) {
            for (String text : target.statements(statement)) {
                target.session().execute(text);
            }
        }
    }
}
