package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines about changes, each a JSON object, on their way to a file. A thread of its own prints and writes them at once, all
 * that have gathered together, and syncs the file to the disk within a second. Where the file cannot be written, lines
 * wait, and when too many do no more changes may begin. Those under way still add theirs, so that none is ever dropped while
 * the process lives; until then they keep nobody out, however slowly their bodies come.
 *
 * <p>A file that was renamed or deleted is made anew for the next line.
 */
public final class AuditLog implements AutoCloseable {

    /** How many lines may wait before changes are refused. */
    static final int ROOM = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int MOST_AT_ONCE = 500;
    private static final long SYNCED_WITHIN = Duration.ofMillis(500).toNanos();

    /** Bytes. As much is kept to be written again. */
    private static final int MOST_UNSYNCED = 4 << 20;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final AuditLine END = new AuditLine(Instant.EPOCH, "", null, "", "", "", Map.of(), 0);

    private final @Nullable Path file;
    private final int room;
    private final BlockingQueue<AuditLine> lines = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread writer;

    private final AtomicInteger waiting = new AtomicInteger();

    /** Has one permit less for each change that is under way and for each line that is not written yet. */
    private final Semaphore settled = new Semaphore(Integer.MAX_VALUE);

    /** Used by the writer only, as soon as that runs. */
    private AuditPlace place;

    /** What was written and is not known to be on the disk. */
    private final ByteArrayOutputStream unsynced = new ByteArrayOutputStream();

    /** Whether some of that may never come there. */
    private boolean isInDoubt;

    /**
     * Opens the log.
     *
     * @throws IOException where that cannot be
     */
    public static AuditLog open(AuditConfig config) throws IOException {
        return new AuditLog(config, ROOM);
    }

    AuditLog(AuditConfig config, int room) throws IOException {
        this.file = config instanceof AuditConfig.InFile(Path path) ? path : null;
        this.room = room;
        try {
            place = switch (config) {
                case AuditConfig.InFile(Path path) -> AuditPlace.inFile(path);
                case AuditConfig.ToStream(OutputStream out) -> AuditPlace.of(out);
            };
        } catch (IOException e) {
            throw new IOException(
                    "the audit log %s cannot be opened (%s): its folder has to be there, and both have to be writable"
                            .formatted(file, e),
                    e);
        }
        writer = Thread.ofPlatform().name("audit-log").daemon().start(this::run);
    }

    /** Announces a change, whose line has to be added in the end; false where it must not be made. */
    boolean begin() {
        return waiting.get() < room && settled.tryAcquire();
    }

    /** Adds the line of a change that has begun. */
    void add(AuditLine line) {
        waiting.incrementAndGet();
        lines.add(line);
    }

    /** Lines that are not written yet. */
    public int waiting() {
        return waiting.get();
    }

    /**
     * Writes what waits, and closes the file. Waits for a few seconds for the lines of requests that are still under way:
     * one that its client has given up may yet change something.
     */
    @Override
    public void close() {
        if (closed.getCount() == 0) {
            return;
        }
        try {
            if (!settled.tryAcquire(Integer.MAX_VALUE, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.error(
                        "The audit log is closed before {} changes had their lines",
                        Integer.MAX_VALUE - settled.availablePermits());
            }
            closed.countDown();
            lines.add(END);
            if (!writer.join(PATIENCE)) {
                LOG.error("The audit log does not take its last {} lines", waiting());
            }
        } catch (InterruptedException e) {
            closed.countDown();
            lines.add(END);
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<AuditLine> batch = new ArrayList<>();
        long unsyncedSince = 0;
        try {
            for (boolean ends = false; !ends; ) {
                AuditLine first = unsynced.size() == 0
                        ? lines.take()
                        : lines.poll(unsyncedSince + SYNCED_WITHIN - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    lines.drainTo(batch, MOST_AT_ONCE - 1);
                    ends = batch.remove(END);
                }
                if (!batch.isEmpty()) {
                    byte[] text = print(batch);
                    write(text);
                    waiting.addAndGet(-batch.size());
                    settled.release(batch.size());
                    batch.clear();
                    unsyncedSince = unsynced.size() == 0 ? System.nanoTime() : unsyncedSince;
                    unsynced.writeBytes(text);
                }
                boolean isTime = unsynced.size() >= MOST_UNSYNCED || System.nanoTime() - unsyncedSince >= SYNCED_WITHIN;
                if (unsynced.size() > 0 && (ends || isTime)) {
                    sync();
                    unsynced.reset();
                }
            }
            if (file != null) {
                place.close();
            }
        } catch (InterruptedException | IOException e) {
            LOG.error("The audit log was not closed well", e);
        }
    }

    private static byte[] print(List<AuditLine> batch) {
        var text = new ByteArrayOutputStream(batch.size() * 256);
        for (AuditLine line : batch) {
            text.writeBytes(line.print());
            text.write('\n');
        }
        return text.toByteArray();
    }

    /** Tries until it is done, or the log is closed. */
    private void write(byte[] text) throws InterruptedException {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        boolean failed = false;
        while (bytes.hasRemaining()) {
            try {
                if (followFile()) {
                    bytes.position(lineStart(text, bytes.position()));
                }
                place.channel().write(bytes);
            } catch (IOException e) {
                if (!failed) {
                    LOG.error("The audit log cannot be written; soon changes will be refused", e);
                }
                failed = true;
                if (isClosedWithin(PAUSE)) {
                    LOG.error("The audit log is closed without its last lines: {}", new String(text, UTF_8));
                    return;
                }
            }
        }
        if (failed) {
            LOG.info("The audit log is written again");
        }
    }

    /** Where the line begins that this place is in. */
    static int lineStart(byte[] text, int position) {
        int start = position;
        while (start > 0 && text[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /**
     * Tries until it is done, or the log is closed. When the disk refuses what it was to take, the system may have thrown
     * that away, and says nothing of it when it is asked again; so the lines are written again, and some may be there twice.
     */
    private void sync() throws InterruptedException {
        boolean failed = false;
        Duration pause = PAUSE;
        for (boolean done = false; !done; ) {
            if (isInDoubt) {
                // First: the writing may go on in another file, and find that the one before is in doubt.
                isInDoubt = false;
                write(unsynced.toByteArray());
            }
            try {
                place.sync();
                done = true;
            } catch (IOException e) {
                if (!failed) {
                    LOG.error("The audit log cannot be synced to the disk; soon changes will be refused", e);
                }
                failed = true;
                isInDoubt = true;
                if (isClosedWithin(pause)) {
                    LOG.error("The audit log is closed, perhaps without: {}", unsynced.toString(UTF_8));
                    return;
                }
                // Each try writes all again, and the disk may take that although it syncs nothing.
                pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            }
        }
        if (failed) {
            LOG.info("The audit log is synced again");
        }
    }

    private boolean isClosedWithin(Duration pause) throws InterruptedException {
        return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Goes to the file that has the name now; whether that is another one. */
    private boolean followFile() throws IOException {
        if (file == null || place.isIn(file)) {
            return false;
        }
        AuditPlace old = place;
        place = AuditPlace.inFile(file);
        try (old) {
            old.sync();
        } catch (IOException e) {
            LOG.error("The audit log's file before the present one may lack lines, which the present one will have", e);
            isInDoubt = true;
        }
        return true;
    }
}
