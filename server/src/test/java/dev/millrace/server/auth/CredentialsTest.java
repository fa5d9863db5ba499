package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseException;
import dev.millrace.server.sql.PoolConfig;
import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    private static final String ADDRESS = "10.0.0.1";

    @Test
    void forAMadeUpNameTheDatabaseIsNotAskedWhereTheAddressIsRefused(@TempDir Path folder) throws Exception {
        var failures = new FailedLogins(() -> 0);
        try (Database database =
                Database.open(DatabaseConfig.ofAccess(TestDatabase.SQLITE.uri(folder), PoolConfig.DEFAULT))) {
            var credentials = new Credentials(new Accounts(new UserStore(database, Permission.READ)), failures);
            database.write(session -> session.update(Sql.of("ALTER TABLE users RENAME TO gone")));
            assertThatThrownBy(() -> credentials.check("made up", "a password", ADDRESS))
                    .isInstanceOf(DatabaseException.class);

            int users = 0;
            while (failures.turn("user " + users, ADDRESS) >= 0) {
                users++;
            }

            assertThat(credentials.check("made up", "a password", ADDRESS)).isEqualTo(new Credentials.TooMany());
        }
    }
}
