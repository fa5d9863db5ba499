package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.ServerConfig;
import dev.millrace.server.TestDatabase;
import dev.millrace.server.TestServer.Answer;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.PoolConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users and roles in a database with a read replica that lags behind for ever: what decides on access is never read there. */
class ReplicaAccessTest {
    private static final String ROLES = "/api/3.0/mlflow/roles/";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void changesOfRolesAreFeltAtOnce(TestDatabase kind) {
        String primary = kind.uri(folder);
        String replica = kind.uri(folder);
        Database.open(DatabaseConfig.of(replica).withAccess()).close();
        var usual = ServerConfig.of(
                "127.0.0.1", 0, primary, folder.resolve("artifacts").toString());
        var access = new AccessConfig(primary, "READ", AccessServer.ADMIN, AccessServer.PASSWORD, null);
        try (AccessServer server =
                AccessServer.start(usual.withDatabase(usual.database().withPool(PoolConfig.DEFAULT, replica))
                        .withAccess(access))) {
            AccessServer.User admin = server.admin();
            AccessServer.User bob = server.user("bob");
            Answer made = admin.json("POST", ROLES + "create", "{'name': 'team', 'workspace': 'default'}");
            String role = made.at("role.id");
            assertThat(bob.send("GET", ROLES + "get?role_id=" + role, "").status())
                    .isEqualTo(403);

            assertThat(admin.json("POST", ROLES + "assign", "{'username': 'bob', 'role_id': %s}", role)
                            .status())
                    .isEqualTo(200);
            assertThat(bob.send("GET", ROLES + "get?role_id=" + role, "").at("role.name"))
                    .isEqualTo("team");
            assertThat(bob.send("GET", ROLES + "list?workspace=default", "").at("roles.0.name"))
                    .isEqualTo("team");
            assertThat(change(bob, role))
                    .as("no administrator of the workspace")
                    .isEqualTo(403);

            admin.json(
                    "POST",
                    ROLES + "permissions/add",
                    "{'role_id': %s, 'resource_type': 'workspace', 'resource_pattern': '*', 'permission': 'MANAGE'}",
                    role);
            assertThat(change(bob, role)).isEqualTo(200);

            admin.json("DELETE", ROLES + "unassign", "{'username': 'bob', 'role_id': %s}", role);
            assertThat(change(bob, role)).isEqualTo(403);
            assertThat(bob.send("GET", ROLES + "get?role_id=" + role, "").status())
                    .isEqualTo(403);
        }
    }

    private static int change(AccessServer.User user, String role) {
        return user.json("PATCH", ROLES + "update", "{'role_id': %s, 'description': 'd'}", role)
                .status();
    }
}
