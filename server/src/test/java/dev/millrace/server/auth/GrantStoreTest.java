package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.PoolConfig;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several servers on one auth database: what one of them lets follow is not what another has just given. */
class GrantStoreTest {
    private static final ResourceType MODEL = ResourceType.REGISTERED_MODEL;

    @TempDir
    Path folder;

    private UserStore users;
    private GrantStore grants;

    private Database open(TestDatabase kind) {
        Database database = Database.open(DatabaseConfig.ofAccess(kind.uri(folder), PoolConfig.DEFAULT));
        users = new UserStore(database, Permission.READ);
        grants = new GrantStore(database, () -> {});
        users.create("alice", "a password of twelve", false);
        users.create("eve", "a password of twelve", false);
        return database;
    }

    private Caller caller(String name) {
        return users.account(name).caller();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void aRenamedModelTakesNoGrantOnTheNextOfItsOldNameAlong(TestDatabase kind) {
        try (Database database = open(kind)) {
            grants.grant("alice", MODEL, "foo", Permission.MANAGE);
            grants.grant("eve", MODEL, "foo", Permission.EDIT);
            Set<Long> held = grants.onModel("foo");

            grants.own(caller("eve"), MODEL, "foo");
            grants.renameModel("foo", "bar", held);

            assertThat(caller("alice").permission(MODEL, "bar")).isEqualTo(Permission.MANAGE);
            assertThat(caller("eve").permission(MODEL, "bar")).isEqualTo(Permission.READ);
            assertThat(caller("eve").permission(MODEL, "foo")).isEqualTo(Permission.MANAGE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void aDeletedModelLeavesTheGrantsOnTheNextOfItsName(TestDatabase kind) {
        try (Database database = open(kind)) {
            grants.grant("eve", MODEL, "bar", Permission.MANAGE);
            grants.grant("alice", MODEL, "foo", Permission.MANAGE);
            Set<Long> held = grants.onModel("bar");

            grants.renameModel("foo", "bar", grants.onModel("foo"));
            grants.forgetModel("bar", held);

            assertThat(caller("alice").permission(MODEL, "bar")).isEqualTo(Permission.MANAGE);
            assertThat(caller("eve").permission(MODEL, "bar")).isEqualTo(Permission.READ);
        }
    }
}
