package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.ServerConfig;
import dev.millrace.server.TestServer;
import dev.millrace.server.auth.Access;
import dev.millrace.server.auth.AccessConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MariadbDatabaseTest extends ServerDatabaseContract {
    /** Definitions commit by themselves here, so the tables of a schema that is being made can be seen. */
    @Test
    void aServerWaitsForAnotherThatIsMakingTheSchema() throws Exception {
        String half = newDatabase();
        try (Connection maker = connect(half);
                Statement making = maker.createStatement();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            making.execute("SELECT GET_LOCK(" + MysqlDialect.SCHEMA_LOCK + ", 60)");
            making.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)");
            Future<Database> waiting = threads.submit(() -> Database.open(DatabaseConfig.of(half)));
            while (!isSomebodyWaiting(making)) {
                assertThat(waiting.isDone()).as("it did not wait").isFalse();
            }

            making.execute("DROP TABLE alembic_version");
            making.execute("SELECT RELEASE_LOCK(" + MysqlDialect.SCHEMA_LOCK + ")");

            try (Database opened = waiting.get()) {
                List<String> stamps = opened.read(session ->
                        session.query(Sql.of("SELECT version_num FROM alembic_version"), row -> row.getString(1)));
                assertThat(stamps).containsExactly(SchemaChain.TRACKING.revision());
            }
        }
    }

    @Test
    void aSchemaThatAnotherServerMakesForTooLongIsNotMadeBesideIt() throws SQLException {
        String half = newDatabase();
        try (Connection maker = connect(half);
                Statement making = maker.createStatement();
                Connection other = connect(half)) {
            making.execute("SELECT GET_LOCK(" + MysqlDialect.SCHEMA_LOCK + ", 60)");
            Dialect impatient = new MysqlDialect(Duration.ZERO);

            assertThatThrownBy(() -> impatient.beginSchema(new Session(other, impatient)))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("Another process is making or upgrading the schema");
        }
    }

    /** The server here has no TLS, so what would send the password in clear text is refused. */
    @Test
    void whereCertificatesAreNamedNothingIsSentInClearText(@TempDir Path folder) {
        var encrypted = new PoolConfig(1, Duration.ZERO, true, Duration.ZERO, "ca.pem");
        String uri = newDatabase();
        for (String address : List.of(uri, uri.replace("mysql+pymysql:", "mariadb:"))) {
            assertThatThrownBy(() -> Database.open(DatabaseConfig.of(address).withPool(encrypted, null)))
                    .as(address)
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContainingAll("ssl", "not enabled in the server");
        }

        // The auth database, too, whatever the backend store is.
        var backend =
                DatabaseConfig.of("sqlite:///" + folder.resolve("mlflow.db")).withPool(encrypted, null);
        var access = new AccessConfig(uri, "READ", "admin", null, null);
        try (Database tracking = Database.open(backend)) {
            assertThatThrownBy(() -> Access.open(access, tracking, backend, ""))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContainingAll("ssl", "not enabled in the server");
        }
    }

    @Test
    void filesOfThisMachineAreNotGivenToTheServer(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "secret\n");
        try (Database database = Database.open(DatabaseConfig.of(newDatabase()))) {
            assertThatThrownBy(() -> database.write(session -> {
                        session.execute("LOAD DATA LOCAL INFILE '%s' INTO TABLE alembic_version".formatted(file));
                        return "";
                    }))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void aServerWithoutItsPrimaryIsNotReady(@TempDir Path folder) throws Exception {
        String primary = newDatabase();
        String replica = newDatabase();
        Database.open(DatabaseConfig.of(replica)).close();
        var usual = ServerConfig.of(
                "127.0.0.1", 0, primary, folder.resolve("artifacts").toString());
        var config = usual.withDatabase(usual.database().withPool(PoolConfig.DEFAULT, replica));
        try (TestServer server = TestServer.start(config);
                Connection connection = connect(replica);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + primary.substring(primary.lastIndexOf('/') + 1));

            TestServer.Answer answer = server.send("GET", "/ready", "", "");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.at("checks.database")).isEqualTo("failed");
            assertThat(answer.at("checks.read_replica")).isEqualTo("ok");
        }
    }

    private static boolean isSomebodyWaiting(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT 1 FROM information_schema.processlist WHERE state = 'User lock' AND db = DATABASE()")) {
            return rows.next();
        }
    }

    @Override
    String newDatabase() {
        return MariadbServer.newDatabase();
    }

    @Override
    Connection connect(String address) throws SQLException {
        return MariadbServer.connect(address);
    }

    @Override
    Sql connectionNumber() {
        return Sql.of("SELECT CONNECTION_ID()");
    }

    @Override
    String kill(int number) {
        return "KILL " + number;
    }

    @Override
    String wrongPassword() {
        return "Access denied";
    }

    @Override
    String tooLong() {
        return "Data too long for column";
    }
}
