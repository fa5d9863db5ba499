package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreateRegisteredModel;
import dev.millrace.api.model.CreateRegisteredModelResponse;
import dev.millrace.api.model.DeleteRegisteredModel;
import dev.millrace.api.model.DeleteRegisteredModelResponse;
import dev.millrace.api.model.RenameRegisteredModel;
import dev.millrace.api.model.RenameRegisteredModelResponse;
import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models get and lose their names at the same time, and each keeps its own grants. */
class AccessGuardTest {
    @TempDir
    Path folder;

    private Database database;
    private UserStore users;
    private GrantStore grants;
    private AccessGuard guard;

    @BeforeEach
    void open() {
        database =
                Database.open(DatabaseConfig.of(TestDatabase.SQLITE.uri(folder)).withAccess());
        users = new UserStore(database, Permission.READ);
        grants = new GrantStore(database, () -> {});
        var owners = new OwnerStore(database);
        var accounts = new AccountRules(new RoleStore(database, () -> {}));
        guard = new AccessGuard(
                new Rules(new Subjects(owners), new Places(owners, "mlflow-artifacts:/"), accounts), grants);
        users.create("alice", "a password of twelve", false);
        users.create("eve", "a password of twelve", false);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Caller caller(String name) {
        return users.account(name).caller();
    }

    private Permission held(String name, String model) {
        return caller(name).permission(ResourceType.REGISTERED_MODEL, model);
    }

    private void create(String name, Runnable operation) {
        guard.around(Endpoints.CREATE_REGISTERED_MODEL)
                .run(new CreateRegisteredModel(name, List.of(), null, null), () -> {
                    operation.run();
                    return new CreateRegisteredModelResponse(null);
                });
    }

    private void rename(String from, String to, Runnable operation) {
        guard.around(Endpoints.RENAME_REGISTERED_MODEL).run(new RenameRegisteredModel(from, to), () -> {
            operation.run();
            return new RenameRegisteredModelResponse(null);
        });
    }

    private void delete(String name, Runnable operation) {
        guard.around(Endpoints.DELETE_REGISTERED_MODEL).run(new DeleteRegisteredModel(name), () -> {
            operation.run();
            return new DeleteRegisteredModelResponse();
        });
    }

    /** What another request does, which came while an operation was under way. */
    private static final class Other {
        private final AtomicBoolean begun = new AtomicBoolean();
        private final Thread thread;

        Other(Caller caller, Consumer<Runnable> request) {
            thread = new Thread(() -> {
                try {
                    caller.call(() -> {
                        request.accept(() -> begun.set(true));
                        return null;
                    });
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }

        /** To be run within the operation: the other one comes as far as it is let. */
        void comes() {
            thread.start();
            while (!begun.get() && thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertThat(begun).as("it does not run beside this one").isFalse();
        }

        void ends() throws InterruptedException {
            thread.join();
            assertThat(begun).isTrue();
        }
    }

    @Test
    void aModelIsRenamedAfterItsMakerHoldsIt() throws Exception {
        Caller eve = caller("eve");
        var renaming = new Other(eve, operation -> rename("x", "y", operation));

        eve.call(() -> {
            create("x", renaming::comes);
            return null;
        });
        renaming.ends();

        assertThat(held("eve", "y")).isEqualTo(Permission.MANAGE);
        assertThat(held("eve", "x")).as("which is a free name").isEqualTo(Permission.READ);
    }

    @Test
    void whoMakesAModelOfAnOldNameDoesNotManageTheOneThatHadIt() throws Exception {
        grants.grant("alice", ResourceType.REGISTERED_MODEL, "foo", Permission.MANAGE);
        grants.grant("eve", ResourceType.REGISTERED_MODEL, "foo", Permission.EDIT);
        Caller eve = caller("eve");
        var making = new Other(eve, operation -> create("foo", operation));

        rename("foo", "bar", making::comes);
        making.ends();

        assertThat(held("alice", "bar")).isEqualTo(Permission.MANAGE);
        assertThat(held("eve", "bar")).isEqualTo(Permission.EDIT);
        assertThat(held("eve", "foo")).isEqualTo(Permission.MANAGE);
    }

    @Test
    void aDeletedModelTakesNoGrantsOfTheNextOfItsNameAlong() throws Exception {
        grants.grant("eve", ResourceType.REGISTERED_MODEL, "bar", Permission.MANAGE);
        grants.grant("alice", ResourceType.REGISTERED_MODEL, "foo", Permission.MANAGE);
        var renaming = new Other(caller("alice"), operation -> rename("foo", "bar", operation));

        delete("bar", renaming::comes);
        renaming.ends();

        assertThat(held("alice", "bar")).isEqualTo(Permission.MANAGE);
        assertThat(held("eve", "bar")).isEqualTo(Permission.READ);
    }
}
