package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitGroupsTest {
    @TempDir
    Path folder;

    private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseConfig.of("sqlite:///" + folder.resolve("test.db")));
        write(session -> session.update(Sql.of("CREATE TABLE t (k TEXT PRIMARY KEY, v INTEGER CHECK (v >= 0))")));
    }

    @AfterEach
    void close() {
        writers.close();
        database.close();
    }

    @Test
    void aWriteIsThereForEveryReaderWhenItReturns() {
        put("a", 1);

        assertThat(keys()).containsExactly("a");
    }

    @Test
    void writersThatWaitTogetherCommitTogether() throws Exception {
        var gate = new CountDownLatch(1);
        Future<?> first = holdTheWriter(gate, "first");
        long commitsBefore = database.commitFigures().commits();
        List<Future<?>> others = startAndQueue(10);
        gate.countDown();

        first.get();
        for (Future<?> other : others) {
            other.get();
        }
        assertThat(keys()).hasSize(11);
        assertThat(database.commitFigures().commits() - commitsBefore).isEqualTo(2);
        assertThat(database.commitFigures().members()).isGreaterThanOrEqualTo(11);
    }

    @Test
    void aMemberThatFailsBeforeItWroteFailsAlone() throws Exception {
        var outcome = together(
                session -> insert(session, "a", 1),
                session -> {
                    throw ApiException.invalid("not this one");
                },
                session -> insert(session, "b", 1));

        assertThat(outcome.get(1)).isInstanceOf(ApiException.class).hasMessage("not this one");
        assertThat(outcome.get(0)).isNull();
        assertThat(outcome.get(2)).isNull();
        assertThat(keys()).containsExactly("a", "b");
        assertThat(database.commitFigures().repeats()).isZero();
    }

    @Test
    void aMemberThatFailsAfterItWroteIsUndoneAlone() throws Exception {
        var outcome = together(
                session -> insert(session, "a", 1),
                session -> {
                    insert(session, "half", 1);
                    throw ApiException.invalid("not this one");
                },
                session -> insert(session, "b", 1));

        assertThat(outcome.get(1)).hasMessage("not this one");
        assertThat(keys()).containsExactly("a", "b");
        assertThat(database.commitFigures().repeats()).isEqualTo(1);
    }

    @Test
    void anErrorOfOneMemberIsNoErrorOfTheOthers() throws Exception {
        var outcome = together(
                session -> insert(session, "a", 1),
                session -> {
                    throw new StackOverflowError("before it wrote");
                },
                session -> {
                    insert(session, "half", 1);
                    throw new OutOfMemoryError("after it wrote");
                },
                session -> insert(session, "b", 1));

        assertThat(outcome.get(1)).isInstanceOf(StackOverflowError.class);
        assertThat(outcome.get(2)).isInstanceOf(OutOfMemoryError.class);
        assertThat(outcome.get(0)).isNull();
        assertThat(outcome.get(3)).isNull();
        assertThat(keys()).containsExactly("a", "b");
    }

    @Test
    void aBrokenConstraintIsTheMembersOwn() throws Exception {
        put("a", 1);

        var outcome = together(
                session -> insert(session, "b", 1),
                session -> insert(session, "a", 1),
                session -> insert(session, "c", -1),
                session -> insert(session, "d", 1));

        assertThat(outcome.get(1)).isInstanceOf(DatabaseException.class);
        assertThat(outcome.get(2)).isInstanceOf(DatabaseException.class);
        assertThat(keys()).containsExactly("a", "b", "d");
    }

    @Test
    void rowsInASinkAreWrittenOnceForTheGroup() throws Exception {
        var flushes = new ArrayList<Integer>();

        together(
                session -> collect(session, flushes, "a"),
                session -> collect(session, flushes, "b"),
                session -> collect(session, flushes, "c"));

        assertThat(keys()).containsExactly("a", "b", "c");
        assertThat(flushes.stream().filter(size -> size > 0)).containsExactly(3);
    }

    @Test
    void aFailingMemberTakesItsRowsOutOfTheSink() throws Exception {
        var outcome = together(
                session -> collect(session, new ArrayList<>(), "a"),
                session -> {
                    collect(session, new ArrayList<>(), "mine");
                    throw ApiException.notFound("gone");
                },
                session -> collect(session, new ArrayList<>(), "b"));

        assertThat(outcome.get(1)).hasMessage("gone");
        assertThat(keys()).containsExactly("a", "b");
    }

    @Test
    void aSinkThatCannotBeWrittenFailsOnlyTheMemberThatFilledIt() throws Exception {
        put("taken", 1);

        var outcome = together(
                session -> collect(session, new ArrayList<>(), "a"),
                session -> collect(session, new ArrayList<>(), "taken"),
                session -> collect(session, new ArrayList<>(), "b"));

        assertThat(outcome.get(1)).isInstanceOf(DatabaseException.class);
        assertThat(keys()).containsExactly("a", "b", "taken");
    }

    @Test
    void writesOfAnotherProcessAreWaitedFor() throws Exception {
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
                var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("INSERT INTO t VALUES ('other', 1)");
            Future<?> ours = writers.submit(() -> put("ours", 1));
            assertThat(ours.isDone()).isFalse();
            statement.execute("COMMIT");
            ours.get();
        }
        assertThat(keys()).containsExactly("other", "ours");
    }

    @Test
    void moreWritersThanTheQueueHoldsAreRefusedAfterTheirPatience() throws Exception {
        var connections = new SqliteConnections(folder.resolve("test.db"), SqliteConfig.DEFAULT);
        var dialect = new SqliteDialect();
        var checkpoints = new Checkpoints(new Session(connections.openWriter("FULL"), dialect), 1000);
        var groups = new CommitGroups(
                new Session(connections.openWriter("FULL"), dialect), checkpoints, 1, 1, Duration.ofMillis(20));
        var gate = new CountDownLatch(1);
        var running = new CountDownLatch(1);
        Future<?> first = writers.submit(() -> groups.write(session -> {
            running.countDown();
            await(gate);
            return 0;
        }));
        running.await();
        Future<?> second = writers.submit(() -> groups.write(session -> 0));
        awaitUntil(() -> groups.waiting() > 0);

        assertThatThrownBy(() -> groups.write(session -> 0))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE));
        gate.countDown();
        first.get();
        second.get();
        groups.close();
        checkpoints.close();
    }

    /** As when memory runs out in the middle: the next group must find neither the transaction nor its rows. */
    @Test
    void anErrorLeavesNothingBehind() {
        assertThatThrownBy(() -> write(session -> {
                    insert(session, "lost", 1);
                    throw new OutOfMemoryError("not really");
                }))
                .isInstanceOf(OutOfMemoryError.class);

        put("kept", 1);

        assertThat(keys()).containsExactly("kept");
    }

    /** The missing checkpoints fail each round after its members have their answers. */
    @Test
    @SuppressWarnings("NullAway")
    void theWriterGoesOnAfterAFailureOutsideOfAnyWrite() throws Exception {
        var connections = new SqliteConnections(folder.resolve("test.db"), SqliteConfig.DEFAULT);
        var groups = new CommitGroups(
                new Session(connections.openWriter("FULL"), new SqliteDialect()), null, 1, 1, Duration.ofSeconds(1));

        groups.write(session -> insert(session, "a", 1));
        groups.write(session -> insert(session, "b", 1));

        groups.close();
        assertThat(keys()).containsExactly("a", "b");
    }

    @Test
    void whatWaitsIsStillWrittenWhenTheDatabaseCloses() throws Exception {
        var gate = new CountDownLatch(1);
        Future<?> first = holdTheWriter(gate, "first");
        List<Future<?>> others = startAndQueue(3);
        Future<?> closing = writers.submit(database::close);
        gate.countDown();
        closing.get();

        first.get();
        for (Future<?> other : others) {
            other.get();
        }
        database = Database.open(DatabaseConfig.of("sqlite:///" + folder.resolve("test.db")));
        assertThat(keys()).hasSize(4);
    }

    /** Runs all members in one group and gives what each of them threw, or null. */
    @SafeVarargs
    private List<@Nullable Throwable> together(Work<Integer>... members) throws Exception {
        var gate = new CountDownLatch(1);
        Future<?> blocker = holdTheWriter(gate, "blocker");
        List<Future<?>> running = new ArrayList<>();
        for (Work<Integer> member : members) {
            running.add(writers.submit(() -> write(member)));
            awaitUntil(() -> database.waitingWrites() == running.size());
        }
        gate.countDown();
        blocker.get();
        List<@Nullable Throwable> outcomes = new ArrayList<>();
        for (Future<?> member : running) {
            try {
                member.get();
                outcomes.add(null);
            } catch (ExecutionException e) {
                outcomes.add(e.getCause());
            }
        }
        return outcomes;
    }

    /** Keeps the writer busy with a group of its own until the gate opens. */
    private Future<?> holdTheWriter(CountDownLatch gate, String key) throws InterruptedException {
        var running = new CountDownLatch(1);
        Future<?> held = writers.submit(() -> write(session -> {
            running.countDown();
            await(gate);
            return key.equals("blocker") ? 0 : insert(session, key, 1);
        }));
        running.await();
        return held;
    }

    private List<Future<?>> startAndQueue(int count) {
        List<Future<?>> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            started.add(writers.submit(() -> put("k" + number, number)));
        }
        awaitUntil(() -> database.waitingWrites() == count);
        return started;
    }

    private static void awaitUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time until the writers wait").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static int collect(Session session, List<Integer> flushes, String key) {
        session.sink(Keys.class, () -> new Keys(flushes)).rows.add(key);
        return 0;
    }

    private int put(String key, int value) {
        return write(session -> insert(session, key, value));
    }

    private <T> T write(Work<T> work) {
        return database.write(work);
    }

    private static int insert(Session session, String key, int value) throws java.sql.SQLException {
        return session.update(Sql.of("INSERT INTO t VALUES (?, ?)", key, value));
    }

    private List<String> keys() {
        return database.read(session -> session.query(Sql.of("SELECT k FROM t ORDER BY k"), row -> row.getString(1)));
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            // Closing the database interrupts its writer; the work goes on.
            Thread.currentThread().interrupt();
        }
    }

    private static final class Keys implements GroupSink {
        final List<String> rows = new ArrayList<>();
        private final List<Integer> flushes;
        private int mark;

        Keys(List<Integer> flushes) {
            this.flushes = flushes;
        }

        @Override
        public void mark() {
            mark = rows.size();
        }

        @Override
        public void rollbackToMark() {
            rows.subList(mark, rows.size()).clear();
        }

        @Override
        public void clear() {
            rows.clear();
        }

        @Override
        public void flush(Session session) throws java.sql.SQLException {
            flushes.add(rows.size());
            for (String row : rows) {
                insert(session, row, 1);
            }
            rows.clear();
        }
    }
}
