package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines about changes, each a JSON object, on their way to a file. A thread of its own prints and writes them at once, all
 * that have gathered together, and syncs the file to the disk within a second. A line has to have room before its change is
 * made: where the file cannot be written, lines wait, and when there is no more room no more changes are to be made. So
 * none is ever dropped while the process lives.
 *
 * <p>A file that was renamed or deleted is made anew for the next line.
 */
public final class AuditLog implements AutoCloseable {

    /** How many lines may wait, those of changes that are under way included. */
    static final int ROOM = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int MOST_AT_ONCE = 500;
    private static final long SYNCED_WITHIN = Duration.ofMillis(500).toNanos();
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Who changes what is no business of other users of the machine. */
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Line END = new Line(Instant.EPOCH, "", null, "", "", "", Map.of(), 0);

    private final @Nullable Path file;
    private final Semaphore room;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread writer;

    /** Used by the writer only, as soon as that runs. */
    private FileChannel out;

    /** By what the file system tells the open file from another one of its name. */
    private @Nullable Object key;

    /**
     * One line.
     *
     * @param time when the change was answered
     * @param requestId the id under which the server's log tells of the request
     * @param user who sent it; null where nobody has said who they are
     * @param address where it came from
     * @param route the template of its path
     * @param resources the names and ids of what it is about
     * @param status the HTTP status that answered it
     */
    record Line(
            Instant time,
            String requestId,
            @Nullable String user,
            String address,
            String method,
            String route,
            Map<String, String> resources,
            int status) {

        private byte[] print() {
            var members = new LinkedHashMap<String, JsonValue>();
            members.put("time", text(time.truncatedTo(ChronoUnit.MILLIS).toString()));
            members.put("request_id", text(requestId));
            members.put("user", user == null ? new JsonValue.Null() : text(user));
            members.put("address", text(address));
            members.put("method", text(method));
            members.put("route", text(route));
            var named = new LinkedHashMap<String, JsonValue>();
            resources.forEach((name, value) -> named.put(name, text(value)));
            members.put("resources", new JsonValue.Obj(named));
            members.put("status", new JsonValue.Num(Integer.toString(status)));
            return Json.print(new JsonValue.Obj(members));
        }

        /** Half a surrogate pair, which a client may send and nobody can print, becomes a question mark. */
        private static JsonValue text(String text) {
            return new JsonValue.Text(new String(text.getBytes(UTF_8), UTF_8));
        }
    }

    /**
     * Opens the log.
     *
     * @throws IOException where that cannot be
     */
    public static AuditLog open(AuditConfig config) throws IOException {
        return new AuditLog(config.file(), ROOM);
    }

    AuditLog(@Nullable Path file, int room) throws IOException {
        this.file = file;
        this.room = new Semaphore(room);
        try {
            out = file == null ? new FileOutputStream(FileDescriptor.out).getChannel() : openFile(file);
            key = file == null ? null : keyOf(file);
        } catch (IOException e) {
            throw new IOException(
                    "the audit log %s cannot be opened (%s): its folder has to be there, and both have to be writable"
                            .formatted(file, e),
                    e);
        }
        writer = Thread.ofPlatform().name("audit-log").daemon().start(this::run);
    }

    /** Takes the room of one line; false where there is none, and the change must not be made. */
    boolean takeRoom() {
        return room.tryAcquire();
    }

    /** Adds the line for which room was taken. */
    void add(Line line) {
        lines.add(line);
    }

    /** Lines that are not written yet. */
    public int waiting() {
        return lines.size();
    }

    /** Writes what waits, and closes the file. */
    @Override
    public void close() {
        closed.countDown();
        lines.add(END);
        try {
            if (!writer.join(PATIENCE)) {
                LOG.error("The audit log does not take its last {} lines", lines.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Line> batch = new ArrayList<>();
        boolean synced = true;
        long unsyncedSince = 0;
        try {
            for (boolean ends = false; !ends; ) {
                Line first = synced
                        ? lines.take()
                        : lines.poll(unsyncedSince + SYNCED_WITHIN - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    lines.drainTo(batch, MOST_AT_ONCE - 1);
                    ends = batch.remove(END);
                }
                if (!batch.isEmpty()) {
                    write(batch);
                    room.release(batch.size());
                    batch.clear();
                    unsyncedSince = synced ? System.nanoTime() : unsyncedSince;
                    synced = false;
                }
                if (!synced && (ends || System.nanoTime() - unsyncedSince >= SYNCED_WITHIN)) {
                    sync();
                    synced = true;
                }
            }
            if (file != null) {
                out.close();
            }
        } catch (InterruptedException | IOException e) {
            LOG.error("The audit log was not closed well", e);
        }
    }

    /** Tries until it is done, or the log is closed. */
    private void write(List<Line> batch) throws InterruptedException {
        var text = new ByteArrayOutputStream(batch.size() * 256);
        for (Line line : batch) {
            text.writeBytes(line.print());
            text.write('\n');
        }
        ByteBuffer bytes = ByteBuffer.wrap(text.toByteArray());
        boolean failed = false;
        while (bytes.hasRemaining()) {
            try {
                followFile();
                out.write(bytes);
            } catch (IOException e) {
                if (!failed) {
                    LOG.error("The audit log cannot be written; soon changes will be refused", e);
                }
                failed = true;
                if (closed.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
                    LOG.error(
                            "The audit log is closed without its last lines: {}",
                            new String(text.toByteArray(), UTF_8));
                    return;
                }
            }
        }
        if (failed) {
            LOG.info("The audit log is written again");
        }
    }

    /** Goes to the file that has the name now. */
    private void followFile() throws IOException {
        if (file == null || Objects.equals(keyOf(file), key)) {
            return;
        }
        FileChannel next = openFile(file);
        out.force(false);
        out.close();
        out = next;
        key = keyOf(file);
    }

    private void sync() {
        try {
            if (file != null) {
                out.force(false);
            }
        } catch (IOException e) {
            LOG.error("The audit log cannot be synced to the disk", e);
        }
    }

    private static FileChannel openFile(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OWNER_ONLY);
    }

    private static @Nullable Object keyOf(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
