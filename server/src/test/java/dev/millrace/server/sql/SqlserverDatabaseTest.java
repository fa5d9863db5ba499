package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** On a server that is given: see {@link GivenServer}. */
@EnabledIfSystemProperty(named = GivenServer.PROPERTY, matches = "mssql.*", disabledReason = GivenServer.NONE)
class SqlserverDatabaseTest extends ServerDatabaseContract {
    /** No connection is read-only here; what a reader writes is undone with its transaction. */
    @Override
    @Test
    void aReaderCannotWrite() {
        try (Database database = Database.open(DatabaseConfig.of(newDatabase()))) {
            database.read(session -> session.update(Sql.of("DELETE FROM workspaces")));

            List<String> left = database.read(
                    session -> session.query(Sql.of("SELECT name FROM workspaces"), row -> row.getString(1)));
            assertThat(left).containsExactly("default");
        }
    }

    @Test
    void aDatabaseWithoutSnapshotsIsRefusedWithWhatToDo() throws SQLException {
        String without = newDatabase();
        String name = ServerAddress.parse(without).database();
        try (Connection connection = connect(without);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + name + " SET ALLOW_SNAPSHOT_ISOLATION OFF");
        }

        assertThatThrownBy(() -> Database.open(DatabaseConfig.of(without)))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("ALTER DATABASE [" + name + "] SET ALLOW_SNAPSHOT_ISOLATION ON");
    }

    @Test
    void aSchemaThatAnotherServerMakesForTooLongIsNotMadeBesideIt() throws SQLException {
        String half = newDatabase();
        Dialect impatient = new SqlServerDialect(Duration.ZERO);
        try (Connection maker = connect(half);
                Connection other = connect(half)) {
            maker.setAutoCommit(false);
            other.setAutoCommit(false);
            impatient.beginSchema(new Session(maker, impatient));

            assertThatThrownBy(() -> impatient.beginSchema(new Session(other, impatient)))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("Another process is making the schema");
        }
    }

    /** Beyond ASCII, beyond the basic plane, blanks at the end, in other letters. */
    @Test
    void textsAreTheSameByteForByte() {
        try (Database database = Database.open(DatabaseConfig.of(newDatabase()))) {
            List<String> texts = List.of("key", "Key", "key ", "schlüssel", "鍵", "🔑");
            for (String text : texts) {
                database.write(session -> session.update(Sql.of(
                        "INSERT INTO workspaces (name, description) VALUES (?, ?)", "w" + texts.indexOf(text), text)));
            }
            for (String text : texts) {
                List<String> equal = database.read(session -> session.query(
                        Sql.of("SELECT name FROM workspaces WHERE ")
                                .plus(session.dialect().equal("description", text)),
                        row -> row.getString(1)));
                assertThat(equal).as(text).containsExactly("w" + texts.indexOf(text));
            }
            List<String> listed = database.read(session -> session.query(
                    Sql.of("SELECT name FROM workspaces WHERE ")
                            .plus(session.dialect().in("description", List.of("Key", "鍵", "none")))
                            .plus(Sql.of(" ORDER BY name")),
                    row -> row.getString(1)));
            assertThat(listed).containsExactly("w1", "w4");
        }
    }

    @Override
    String newDatabase() {
        return GivenServer.newDatabase();
    }

    @Override
    Connection connect(String address) throws SQLException {
        return GivenServer.connect(address);
    }

    @Override
    Sql connectionNumber() {
        return Sql.of("SELECT @@SPID");
    }

    @Override
    String kill(int number) {
        return "KILL " + number;
    }

    @Override
    String wrongPassword() {
        return "Login failed";
    }

    @Override
    String tooLong() {
        return "String or binary data would be truncated";
    }
}
