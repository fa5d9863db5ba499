package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final long PATIENCE = 10_000_000_000L;

    private final Router router = Router.builder()
            .add("GET", "/runs/{id}", exchange -> Response.empty(200))
            .add("POST", "/runs/{id}", exchange -> {
                Change.by("alice");
                Change.of("run_id", exchange.pathParameter("id"));
                Change.of("password", "s3cret");
                return Response.empty(200);
            })
            .add("POST", "/runs/search", exchange -> Response.empty(200))
            .build();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void choose() {
        file = folder.resolve("audit.jsonl");
    }

    @Test
    void hasALineForEachChange() throws Exception {
        try (AuditLog log = AuditLog.open(new AuditConfig.InFile(file))) {
            Filter filter = filter(log, "");

            assertThat(send(filter, "POST", "/runs/r%201").status()).isEqualTo(200);
        }

        JsonValue.Obj line = (JsonValue.Obj) Json.parse(lines().getFirst());
        assertThat(line.text("time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
        assertThat(lines())
                .singleElement()
                .asString()
                .endsWith("\"request_id\":\"test-1\",\"user\":\"alice\",\"address\":\"127.0.0.1\",\"method\":\"POST\","
                        + "\"route\":\"/runs/{id}\",\"resources\":{\"run_id\":\"r 1\"},\"status\":200}")
                .doesNotContain("s3cret");
    }

    @Test
    void hasNoneForReadsAndForPathsOfNoRoute() throws Exception {
        try (AuditLog log = AuditLog.open(new AuditConfig.InFile(file))) {
            Filter filter = filter(log, "/ml");
            for (String path : List.of("/ml/runs/search", "/ml/nothing", "/nothing", "/runs/r1")) {
                send(filter, "POST", path);
            }
            send(filter, "GET", "/ml/runs/r1");
            send(filter, "HEAD", "/ml/runs/r1");
            send(filter, "OPTIONS", "/ml/runs/r1");
            send(filter, "POST", "/ml/runs/r1");
        }

        assertThat(lines()).singleElement().asString().contains("\"/runs/{id}\"");
    }

    /** A change that was refused, and one on which the server failed. */
    @Test
    void tellsWhatBecameOfIt() throws Exception {
        try (AuditLog log = AuditLog.open(new AuditConfig.InFile(file))) {
            Filter filter = filter(log, "");
            filter.filter(new TestExchange("POST", "/runs/r1"), exchange -> Response.empty(401));
            assertThatThrownBy(() -> filter.filter(new TestExchange("POST", "/runs/r1"), exchange -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        }

        assertThat(lines())
                .satisfiesExactly(
                        refused -> assertThat(refused)
                                .contains("\"user\":null")
                                .endsWith("\"resources\":{},\"status\":401}"),
                        failed -> assertThat(failed).endsWith("\"status\":500}"));
    }

    @Test
    void isForItsOwnerOnly() throws Exception {
        AuditLog.open(new AuditConfig.InFile(file)).close();

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void appendsToWhatIsThere() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (AuditLog log = AuditLog.open(new AuditConfig.InFile(file))) {
                send(filter(log, ""), "POST", "/runs/" + i);
            }
        }

        assertThat(lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"run_id\":\"0\""),
                        second -> assertThat(second).contains("\"run_id\":\"1\""));
    }

    @Test
    void followsItsNameWhenTheFileIsRotated() throws Exception {
        Path rotated = folder.resolve("audit.jsonl.1");
        try (AuditLog log = AuditLog.open(new AuditConfig.InFile(file))) {
            Filter filter = filter(log, "");
            send(filter, "POST", "/runs/before");
            await(() -> log.waiting() == 0 && size(file) > 0);
            Files.move(file, rotated);

            send(filter, "POST", "/runs/after");
        }

        assertThat(Files.readString(rotated)).contains("before").doesNotContain("after");
        assertThat(lines()).singleElement().asString().contains("after");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void whatWaitsIsWrittenWhenItIsClosed() throws Exception {
        try (AuditLog log = AuditLog.open(new AuditConfig.InFile(file))) {
            Filter filter = filter(log, "");
            for (int i = 0; i < 3000; i++) {
                send(filter, "POST", "/runs/" + i);
            }
        }

        List<String> lines = lines();
        assertThat(lines).hasSize(3000);
        assertThat(IntStream.range(0, 3000).filter(i -> !lines.get(i).contains("\"run_id\":\"%d\"".formatted(i))))
                .isEmpty();
    }

    @Test
    void nothingIsChangedThatCouldNotBeTold() throws Exception {
        Path place = Files.createDirectory(folder.resolve("place"));
        file = place.resolve("audit.jsonl");
        try (AuditLog log = new AuditLog(new AuditConfig.InFile(file), 2)) {
            Filter filter = filter(log, "");
            Path away = Files.move(place, folder.resolve("away"));
            assertThat(send(filter, "POST", "/runs/1").status()).isEqualTo(200);
            assertThat(send(filter, "POST", "/runs/2").status()).isEqualTo(200);

            Response refusal = send(filter, "POST", "/runs/3");
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.headers()).containsKey("Retry-After");
            assertThat(TestExchange.bodyOf(refusal))
                    .contains("TEMPORARILY_UNAVAILABLE")
                    .contains("audit log");
            assertThat(send(filter, "GET", "/runs/1").status()).isEqualTo(200);
            assertThat(log.waiting()).isEqualTo(2);

            Files.move(away, place);
            await(() -> size(file) > 0);
            await(() -> status(filter, "/runs/4") == 200);
        }

        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"run_id\":\"1\""),
                        line -> assertThat(line).contains("\"run_id\":\"2\""),
                        line -> assertThat(line).contains("\"run_id\":\"4\""));
    }

    @Test
    void changesThatAreUnderWayKeepNobodyOut() throws Exception {
        try (AuditLog log = new AuditLog(new AuditConfig.InFile(file), 2);
                var slow = new SlowChanges(filter(log, ""), 3)) {
            assertThat(send(filter(log, ""), "POST", "/runs/quick").status()).isEqualTo(200);

            assertThat(slow.end()).containsExactly(200, 200, 200);
        }

        assertThat(lines()).hasSize(4);
    }

    @Test
    void changesThatWereUnderWayAreToldHoweverManyWait() throws Exception {
        Path place = Files.createDirectory(folder.resolve("place"));
        file = place.resolve("audit.jsonl");
        try (AuditLog log = new AuditLog(new AuditConfig.InFile(file), 2);
                var slow = new SlowChanges(filter(log, ""), 4)) {
            Path away = Files.move(place, folder.resolve("away"));

            assertThat(slow.end()).containsExactly(200, 200, 200, 200);
            assertThat(log.waiting()).isEqualTo(4);
            assertThat(send(filter(log, ""), "POST", "/runs/1").status()).isEqualTo(503);

            Files.move(away, place);
            await(() -> log.waiting() == 0);
        }

        assertThat(lines()).hasSize(4).allMatch(line -> line.endsWith("\"status\":200}"));
    }

    /** {@code comm}, the name of a thread, is a file that takes all that is written and refuses to be synced. */
    @Test
    void whatTheDiskRefusedIsWrittenAgain() throws Exception {
        Path refusing = Path.of("/proc/self/comm");
        assumeTrue(Files.isWritable(refusing), refusing + " is not writable");
        String threadName = Files.readString(refusing);
        Files.createSymbolicLink(file, refusing);
        try (AuditLog log = AuditLog.open(new AuditConfig.InFile(file))) {
            send(filter(log, ""), "POST", "/runs/1");
            await(() -> log.waiting() == 0);

            Files.delete(file);
            await(() -> size(file) > 0);
        } finally {
            Files.writeString(refusing, threadName);
        }

        assertThat(lines()).singleElement().asString().contains("\"run_id\":\"1\"");
    }

    @Test
    void aLineThatWasCutOffStandsAlone() throws Exception {
        Files.writeString(file, "{\"whole\":1}\n{\"cut of");
        try (AuditLog log = AuditLog.open(new AuditConfig.InFile(file))) {
            send(filter(log, ""), "POST", "/runs/1");
        }

        assertThat(lines())
                .satisfiesExactly(
                        whole -> assertThat(whole).isEqualTo("{\"whole\":1}"),
                        cut -> assertThat(cut).isEqualTo("{\"cut of"),
                        next -> assertThat(next).startsWith("{\"time\"").endsWith("}"));
    }

    @Test
    void aLineIsNotDividedBetweenTwoFiles() {
        byte[] text = "one\ntwo\n".getBytes(UTF_8);

        assertThat(List.of(0, 2, 4, 6, 8).stream().map(position -> AuditLog.lineStart(text, position)))
                .containsExactly(0, 0, 4, 4, 8);
    }

    @Test
    void whatIsUnderWayHasItsLineBeforeItIsClosed() throws Exception {
        var isUnderWay = new CountDownLatch(1);
        var goesOn = new CountDownLatch(1);
        AuditLog log = AuditLog.open(new AuditConfig.InFile(file));
        Filter filter = filter(log, "");
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
            Future<Response> request =
                    threads.submit(() -> filter.filter(new TestExchange("POST", "/runs/1"), exchange -> {
                        isUnderWay.countDown();
                        goesOn.await();
                        return Response.empty(200);
                    }));
            isUnderWay.await();
            Thread closing = Thread.ofPlatform().start(log::close);
            await(() -> closing.getState() == Thread.State.TIMED_WAITING);

            goesOn.countDown();
            assertThat(request.get().status()).isEqualTo(200);
            closing.join();
        }

        assertThat(lines()).singleElement().asString().endsWith("\"status\":200}");
    }

    @Test
    void aStreamTakesLinesAndStaysOpen() throws Exception {
        var out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                throw new AssertionError("closed, like standard output for all that prints after it");
            }
        };
        try (AuditLog log = AuditLog.open(new AuditConfig.ToStream(out))) {
            send(filter(log, ""), "POST", "/runs/1");
        }

        assertThat(out.toString(UTF_8)).contains("\"run_id\":\"1\"").endsWith("}\n");
    }

    @Test
    void noNameBreaksALine() throws Exception {
        try (AuditLog log = AuditLog.open(new AuditConfig.InFile(file))) {
            Filter filter = filter(log, "");
            for (String name : List.of("\n\"}", "half \ud83d of a pair", "x".repeat(249) + "\ud83d\ude00", "")) {
                filter.filter(new TestExchange("POST", "/runs/r1"), exchange -> {
                    Change.of("run_id", name);
                    return Response.empty(200);
                });
            }
        }

        assertThat(lines().stream()
                        .map(line -> ((JsonValue.Obj) Json.parse(line)).get("resources"))
                        .map(resources -> ((JsonValue.Obj) resources).text("run_id")))
                .containsExactly("\n\"}", "half ? of a pair", "x".repeat(249) + "?…", null);
    }

    @Test
    void aPlaceThatIsNotThereIsRefused() {
        Path nowhere = folder.resolve("nowhere").resolve("audit.jsonl");

        assertThatThrownBy(() -> AuditLog.open(new AuditConfig.InFile(nowhere)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the audit log " + nowhere + " cannot be opened");
    }

    /** Changes that have begun and go on when the test wants. */
    private static final class SlowChanges implements AutoCloseable {
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Future<Integer>> statuses = new ArrayList<>();

        SlowChanges(Filter filter, int count) throws InterruptedException {
            var begun = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                statuses.add(threads.submit(() -> filter.filter(new TestExchange("POST", "/runs/slow"), exchange -> {
                            begun.countDown();
                            goOn.await();
                            return Response.empty(200);
                        })
                        .status()));
            }
            assertThat(begun.await(PATIENCE, TimeUnit.NANOSECONDS)).isTrue();
        }

        /** Lets them end, and gives the statuses of their answers. */
        List<Integer> end() throws Exception {
            goOn.countDown();
            List<Integer> ended = new ArrayList<>();
            for (Future<Integer> status : statuses) {
                ended.add(status.get());
            }
            return ended;
        }

        @Override
        public void close() {
            goOn.countDown();
            threads.close();
        }
    }

    private Filter filter(AuditLog log, String prefix) {
        return new AuditFilter(
                log,
                router,
                new StaticPrefix(prefix, (method, path) -> false),
                Set.of("POST /runs/search"),
                Set.of("run_id"));
    }

    private Response send(Filter filter, String method, String path) throws Exception {
        return filter.filter(new TestExchange(method, path), router);
    }

    private int status(Filter filter, String path) {
        try {
            return send(filter, "POST", path).status();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file);
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(PATIENCE);
            Thread.onSpinWait();
        }
    }
}
