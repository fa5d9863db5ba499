package dev.millrace.server.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.PoolConfig;
import dev.millrace.server.sql.SchemaChain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users and permissions of older releases of MLflow: 2.22.4 made a file of their own, without a stamp under today's name;
 * 3.10.1 put them beside runs and models, with permissions in workspaces, on scorers and on the gateway.
 */
class AuthUpgradeTest {
    private static final Stamp WANTED = new Stamp(SchemaChain.AUTH, SchemaChain.AUTH.revision());

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"2.22.4", "3.10.1"})
    void everyRowAndDefinitionIsAsMlflowsOwnUpgradeLeavesIt(String release) throws Exception {
        Path file = OldDatabase.ofAuth(release, folder);
        SchemaCheck old = SchemaCheck.of(OldDatabase.config(file));
        assertThat(old.canBeUpgraded()).isTrue();
        assertThat(old.passed()).isFalse();

        upgrade(file);

        assertThat(OldDatabase.contents(file))
                .isEqualTo(OldDatabase.contents(OldDatabase.upgradedAuth(release, folder)));
        SchemaCheck check = SchemaCheck.of(OldDatabase.config(file));
        assertThat(check.missing()).isEmpty();
        assertThat(check.unexpected()).isEmpty();
        assertThat(check.passed()).isTrue();
        assertThat(check.stamps()).last().isEqualTo(WANTED);
    }

    @Test
    void whatMlflowUpgradedPassesToo() {
        assertThat(SchemaCheck.of(OldDatabase.config(OldDatabase.upgradedAuth("2.22.4", folder)))
                        .passed())
                .isTrue();
    }

    @Test
    void theServerNamesTheCommandAndOpensItAfterwards() {
        Path file = OldDatabase.ofAuth("2.22.4", folder);
        DatabaseConfig access = DatabaseConfig.ofAccess("sqlite:///" + file, PoolConfig.DEFAULT);
        assertThatThrownBy(() -> Database.open(access))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("has schema revision 8606fa83a998; Millrace works with revision f1a2b3c4d5e6")
                .hasMessageContaining("Run `millrace db upgrade sqlite:///" + file + "`");

        upgrade(file);

        Database.open(access).close();
    }

    @Test
    void aRoleThatSomebodyElseHasStopsItAndAllIsAsItWas() throws Exception {
        Path file = OldDatabase.ofAuth("3.10.1", folder);
        OldDatabase.execute(
                file,
                "UPDATE alembic_version_auth SET version_num = 'c3d4e5f6a7b8'",
                "CREATE TABLE roles (id INTEGER NOT NULL PRIMARY KEY, name TEXT, workspace TEXT, description TEXT,"
                        + " UNIQUE (workspace, name))",
                "CREATE TABLE role_permissions (id INTEGER NOT NULL PRIMARY KEY, role_id INTEGER, resource_type TEXT,"
                        + " resource_pattern TEXT, permission TEXT, UNIQUE (role_id, resource_type, resource_pattern))",
                "CREATE TABLE user_role_assignments (id INTEGER NOT NULL PRIMARY KEY, user_id INTEGER, role_id INTEGER,"
                        + " UNIQUE (user_id, role_id))",
                "INSERT INTO roles VALUES (7, '__user_3__', 'team-1', NULL)",
                "INSERT INTO user_role_assignments VALUES (1, 4, 7)");
        List<String> before = OldDatabase.contents(file);

        assertThatThrownBy(() -> upgrade(file))
                .isInstanceOf(UpgradeFailed.class)
                .hasMessageContaining("e5f6a7b8c9d0")
                .hasMessageContaining("The role __user_3__ of the workspace team-1")
                .hasMessageContaining("the user 4 has it too")
                .hasMessageContaining("is as it was, at revision ");
        assertThat(OldDatabase.contents(file)).isEqualTo(before);
    }

    @Test
    void whatSomebodyWhoIsGoneMightDoGoesToNobody() throws Exception {
        Path file = OldDatabase.ofAuth("2.22.4", folder);
        OldDatabase.execute(
                file,
                "INSERT INTO experiment_permissions (experiment_id, user_id, permission) VALUES ('9', 99, 'MANAGE')");

        upgrade(file);

        assertThat(OldDatabase.texts(file, "SELECT name FROM roles")).doesNotContain("__user_99__");
    }

    @Test
    void aDryRunTellsEachStepAndTouchesNothing() throws Exception {
        Path file = OldDatabase.ofAuth("2.22.4", folder);
        byte[] before = Files.readAllBytes(file);

        try (Upgrade upgrade = Upgrade.open(OldDatabase.config(file), false)) {
            assertThat(upgrade.from()).containsExactly(new Stamp(SchemaChain.AUTH, Stamp.UNSTAMPED));
            assertThat(upgrade.path()).isEqualTo(Revisions.AUTH);
            assertThat(String.join(
                            "", upgrade.path().stream().map(upgrade::script).toList()))
                    .startsWith("CREATE TABLE alembic_version_auth (")
                    .contains("-- What users may do is written down once more");
        }
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aNewerRevisionIsRefused() throws Exception {
        Path file = OldDatabase.upgradedAuth("2.22.4", folder);
        OldDatabase.execute(file, "UPDATE alembic_version_auth SET version_num = 'ffffffffffff'");

        assertThatThrownBy(() -> upgrade(file))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("not among those up to f1a2b3c4d5e6")
                .hasMessageContaining("a newer MLflow has probably written it");
    }

    @Test
    void theChainLeadsFromMlflow222ToOurRevision() {
        assertThat(Revisions.path(Revisions.AUTH, Stamp.UNSTAMPED)).hasValue(Revisions.AUTH);
        assertThat(Revisions.path(Revisions.AUTH, WANTED.revision())).hasValue(List.of());
        assertThat(Revisions.AUTH)
                .allSatisfy(revision -> assertThat(List.of("sqlite", "postgresql"))
                        .allSatisfy(database -> assertThat(revision.definitions(database))
                                .allMatch(statement -> statement.matches("(?s)(CREATE|ALTER|INSERT|DROP) .*"))));
    }

    private static void upgrade(Path file) {
        try (Upgrade upgrade = Upgrade.open(OldDatabase.config(file), true)) {
            upgrade.run(new SoundProgress());
        }
    }
}
