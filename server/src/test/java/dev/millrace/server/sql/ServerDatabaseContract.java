package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for a database on any server: the schema, transactions beside each other, and connections that are lost. */
abstract class ServerDatabaseContract {
    private static final Sql LEASES = Sql.of("SELECT lease_key FROM scheduler_leases ORDER BY lease_key");

    private String uri;
    private Database database;

    /** The address of a new database. */
    abstract String newDatabase();

    /** A connection beside those under test. */
    abstract Connection connect(String address) throws SQLException;

    /** Gives the server's number of a connection. */
    abstract Sql connectionNumber();

    /** Ends the connection of that number. */
    abstract String kill(int number);

    /** What the server says of a wrong password. */
    abstract String wrongPassword();

    /** How it begins to tell that a text is too long. */
    abstract String tooLong();

    @BeforeEach
    void open() {
        uri = newDatabase();
        database = Database.open(DatabaseConfig.of(uri));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anEmptyDatabaseGetsTheStampAndIsOpenedAgainAsItIs() {
        lease("a");
        try (Database again = Database.open(DatabaseConfig.of(uri))) {
            assertThat(texts(again, Sql.of("SELECT version_num FROM alembic_version")))
                    .containsExactly(SchemaChain.TRACKING.revision());
            assertThat(texts(again, LEASES)).containsExactly("a");
        }
    }

    @Test
    void serversThatBeginAtTheSameTimeMakeOneSchema() throws Exception {
        String empty = newDatabase();
        List<Callable<Database>> servers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            servers.add(() -> Database.open(DatabaseConfig.of(empty).withAccess()));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Database> opened : threads.invokeAll(servers)) {
                try (Database server = opened.get()) {
                    assertThat(texts(server, Sql.of("SELECT name FROM workspaces")))
                            .containsExactly("default");
                    assertThat(texts(server, Sql.of("SELECT version_num FROM alembic_version_auth")))
                            .containsExactly(SchemaChain.AUTH.revision());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "451aebb31d03, It is older: make a copy of it",
        "ffffffffffff, a newer MLflow has probably written it",
    })
    void anotherRevisionIsRefusedWithAdvice(String revision, String advice) {
        database.write(session -> session.update(Sql.of("UPDATE alembic_version SET version_num = ?", revision)));

        assertThatThrownBy(() -> Database.open(DatabaseConfig.of(uri)))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(revision)
                .hasMessageContaining(ServerAddress.parse(uri).toString())
                .hasMessageContaining(advice);
    }

    @Test
    void aSchemaThatWasNotMadeToItsEndIsRefusedWithAdvice() {
        database.write(session -> session.update(Sql.of("DELETE FROM alembic_version")));

        assertThatThrownBy(() -> Database.open(DatabaseConfig.of(uri)))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("not made to its end")
                .hasMessageContaining("If it holds nothing that you need, drop its tables");
    }

    @Test
    void halfASchemaOfAccessIsNoReasonToLoseRuns() {
        Database.open(DatabaseConfig.of(uri).withAccess()).close();
        database.write(session -> session.update(Sql.of("DELETE FROM alembic_version_auth")));

        assertThatThrownBy(() -> Database.open(DatabaseConfig.of(uri).withAccess()))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("and no others")
                .hasMessageContaining("role_permissions, roles, alembic_version_auth")
                .message()
                .doesNotContain("runs");
    }

    @Test
    void aServerThatIsLostIsCounted() throws SQLException {
        var kept = new PoolConfig(1, Duration.ZERO, false, Duration.ZERO, null);
        String gone = newDatabase();
        try (Database without = Database.open(DatabaseConfig.of(gone).withPool(kept, null))) {
            try (Connection connection = connect(uri);
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE " + ServerAddress.parse(gone).database());
            }

            assertThatThrownBy(() -> without.write(session -> session.update(insert("a"))))
                    .isInstanceOf(RuntimeException.class);
            assertThat(without.commitFigures().failures()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatIsLostDuringTheCommitLeavesTheWriteInDoubt() throws SQLException {
        try (Connection connection = connect(uri);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> database.write(session -> {
                        session.update(insert("a"));
                        int number = session.queryOne(connectionNumber(), row -> row.getInt(1));
                        return statement.execute(kill(number));
                    }))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("it is not known whether it was done");
        }
        assertThat(database.commitFigures().failures()).isEqualTo(1);
    }

    @Test
    void tablesOfAnotherProgramAreRefused() throws SQLException {
        String other = newDatabase();
        try (Connection connection = connect(other);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE recipes (id INTEGER)");
        }
        assertThatThrownBy(() -> Database.open(DatabaseConfig.of(other)))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("not MLflow's");
    }

    @Test
    void aRefusalNamesNoPassword() {
        assertThatThrownBy(() -> Database.open(DatabaseConfig.of(uri.replaceFirst(":[^:@]*@", ":s3cret@"))))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(wrongPassword())
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void aServerThatDoesNotAnswerIsWaitedForAndThenNamed() {
        var impatient = new PoolConfig(1, Duration.ZERO, true, Duration.ofMillis(300), null);
        String nobody = DatabaseUri.kind(uri) + "://u:p@127.0.0.1:1/db";

        assertThatThrownBy(() -> Database.open(DatabaseConfig.of(nobody).withPool(impatient, null)))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("://u@127.0.0.1:1/db");
    }

    @Test
    void aReaderCannotWrite() {
        assertThatThrownBy(() -> database.read(session -> session.update(Sql.of("DELETE FROM workspaces"))))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("read-only");
    }

    @Test
    void aReadSeesOneSnapshot() {
        int seen = database.read(session -> {
            int before = session.query(LEASES, row -> row.getString(1)).size();
            lease("a");
            assertThat(session.query(LEASES, row -> row.getString(1))).hasSize(before);
            return before;
        });
        assertThat(seen).isZero();
    }

    @Test
    void whatFailsIsUndoneAndHarmsNothingAfterIt() {
        assertThatThrownBy(() -> database.write(session -> {
                    session.update(insert("x"));
                    throw ApiException.invalid("no");
                }))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> database.write(session -> session.update(Sql.of("SELECT nothing"))))
                .isInstanceOf(DatabaseException.class);
        lease("y");
        assertThat(texts(database, LEASES)).containsExactly("y");
    }

    /** The original answers BAD_REQUEST where the database refuses what the client sent. */
    @Test
    void whatTheDatabaseRefusesIsTheClientsFault() {
        assertThatThrownBy(() -> lease("x".repeat(300))).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
            assertThat(e.getMessage()).startsWith(tooLong());
        });
    }

    @Test
    void aDeadlockIsResolvedByRunningAgain() throws Exception {
        lease("a");
        lease("b");
        var both = new CyclicBarrier(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> lockBoth("a", "b", both));
            Future<?> second = threads.submit(() -> lockBoth("b", "a", both));
            first.get();
            second.get();
        }
        assertThat(database.commitFigures().repeats()).isPositive();
        assertThat(database.commitFigures().failures()).isZero();
    }

    private void lockBoth(String one, String other, CyclicBarrier both) {
        var tries = new int[1];
        database.write(session -> {
            touch(session, one);
            if (tries[0]++ == 0) {
                meet(both);
            }
            return touch(session, other);
        });
    }

    private static void meet(CyclicBarrier both) {
        try {
            both.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int touch(Session session, String lease) throws SQLException {
        return session.update(Sql.of("UPDATE scheduler_leases SET acquired_at = 2 WHERE lease_key = ?", lease));
    }

    @Test
    void aLostConnectionIsReplaced() throws SQLException {
        lease("a");
        int reader = number(false);
        int writer = number(true);
        try (Connection connection = connect(uri);
                Statement statement = connection.createStatement()) {
            statement.execute(kill(reader));
            statement.execute(kill(writer));
        }

        lease("b");
        assertThat(texts(database, LEASES)).containsExactly("a", "b");
        assertThat(database.openReaders()).isEqualTo(1);
    }

    private int number(boolean writing) {
        Work<Integer> ask = session -> session.queryOne(connectionNumber(), row -> row.getInt(1));
        return writing ? database.write(ask) : database.read(ask);
    }

    @Test
    void connectionsAreKeptUnlessTheyAreOldOrNotToBeKept() {
        assertThat(backends(PoolConfig.DEFAULT)).isEqualTo(1);
        assertThat(backends(new PoolConfig(1, Duration.ofNanos(1), true, Duration.ZERO, null)))
                .isEqualTo(3);
        assertThat(backends(new PoolConfig(1, Duration.ZERO, false, Duration.ZERO, null)))
                .isEqualTo(3);
    }

    /** How many connections three reads after each other were on. */
    private long backends(PoolConfig pool) {
        try (Database pooled = Database.open(DatabaseConfig.of(uri).withPool(pool, null))) {
            List<Integer> backends = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                backends.add(
                        pooled.<Integer>read(session -> session.queryOne(connectionNumber(), row -> row.getInt(1))));
            }
            return backends.stream().distinct().count();
        }
    }

    @Test
    void readsGoToTheReplica() {
        String replica = newDatabase();
        Database.open(DatabaseConfig.of(replica)).close();

        try (Database routed = Database.open(DatabaseConfig.of(uri).withPool(PoolConfig.DEFAULT, replica))) {
            routed.write(session -> session.update(insert("a")));
            assertThat(texts(routed, LEASES)).isEmpty();
            assertThat(texts(database, LEASES)).containsExactly("a");
        }
    }

    @Test
    void whatDecidesOnWritesIsReadPastTheReplica() {
        String replica = newDatabase();
        Database.open(DatabaseConfig.of(replica)).close();

        try (Database routed = Database.open(DatabaseConfig.of(uri).withPool(PoolConfig.DEFAULT, replica))) {
            routed.write(session -> session.update(insert("a")));
            List<String> latest = routed.readLatest(session -> {
                session.update(insert("b"));
                return session.query(LEASES, row -> row.getString(1));
            });
            assertThat(latest).containsExactly("a", "b");
            assertThat(texts(database, LEASES)).as("it is no write").containsExactly("a");
        }
    }

    @Test
    void aReplicaIsWaitedForUntilTheSchemaHasArrived() throws Exception {
        String replica = newDatabase();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Database> waiting =
                    threads.submit(() -> Database.open(DatabaseConfig.of(uri).withPool(PoolConfig.DEFAULT, replica)));
            // As replication does.
            Database.open(DatabaseConfig.of(replica)).close();

            try (Database routed = waiting.get()) {
                assertThat(texts(routed, LEASES)).isEmpty();
            }
        }
    }

    @Test
    void aReplicaThatStaysEmptyIsRefused() {
        var impatient = new PoolConfig(1, Duration.ZERO, true, Duration.ofMillis(300), null);
        String replica = newDatabase();

        assertThatThrownBy(() -> Database.open(DatabaseConfig.of(uri).withPool(impatient, replica)))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("is empty; a read replica has the tables");
    }

    private void lease(String key) {
        database.write(session -> session.update(insert(key)));
    }

    private static Sql insert(String key) {
        return Sql.of("INSERT INTO scheduler_leases (lease_key, acquired_at, ttl_seconds) VALUES (?, 1, 2)", key);
    }

    private static List<String> texts(Database database, Sql sql) {
        return database.read(session -> session.query(sql, row -> row.getString(1)));
    }
}
