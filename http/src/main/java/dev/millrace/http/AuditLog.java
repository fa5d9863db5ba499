package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
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
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Bytes. As much is kept to be written again. */
    private static final int MOST_UNSYNCED = 4 << 20;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
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

    private final AtomicInteger waiting = new AtomicInteger();
    private final int capacity;

    /** Used by the writer only, as soon as that runs. */
    private Place place;

    /** What was written and is not known to be on the disk. */
    private final ByteArrayOutputStream unsynced = new ByteArrayOutputStream();

    /** Whether some of that may never come there. */
    private boolean isInDoubt;

    /**
     * Where lines go.
     *
     * @param synced the same where it is a file on a disk; null for all that cannot be synced
     * @param key by what the file system tells the open file from another one of its name; null for no file
     */
    private record Place(
            WritableByteChannel channel,
            @Nullable FileChannel synced,
            @Nullable Object key) implements Closeable {
        @Override
        public void close() throws IOException {
            channel.close();
        }

        void sync() throws IOException {
            if (synced != null) {
                synced.force(false);
            }
        }
    }

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
        return new AuditLog(config, ROOM);
    }

    AuditLog(AuditConfig config, int room) throws IOException {
        this.file = config instanceof AuditConfig.InFile(Path path) ? path : null;
        this.room = new Semaphore(room);
        this.capacity = room;
        try {
            place = switch (config) {
                case AuditConfig.InFile(Path path) -> openFile(path);
                case AuditConfig.ToStream(OutputStream out) -> new Place(Channels.newChannel(out), null, null);
            };
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
            if (!room.tryAcquire(capacity, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.error(
                        "The audit log is closed before {} changes had their lines",
                        capacity - room.availablePermits());
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
        List<Line> batch = new ArrayList<>();
        long unsyncedSince = 0;
        try {
            for (boolean ends = false; !ends; ) {
                Line first = unsynced.size() == 0
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
                    room.release(batch.size());
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

    private static byte[] print(List<Line> batch) {
        var text = new ByteArrayOutputStream(batch.size() * 256);
        for (Line line : batch) {
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
        if (file == null || Objects.equals(keyOf(file), place.key())) {
            return false;
        }
        Place old = place;
        place = openFile(file);
        try (old) {
            old.sync();
        } catch (IOException e) {
            LOG.error("The audit log's file before the present one may lack lines, which the present one will have", e);
            isInDoubt = true;
        }
        return true;
    }

    private static Place openFile(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OWNER_ONLY);
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile() && endsWithinLine(file)) {
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            return new Place(channel, attributes.isRegularFile() ? channel : null, attributes.fileKey());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** As where the process or the machine was stopped while it wrote. A file that is only to be written tells nothing. */
    private static boolean endsWithinLine(Path file) throws IOException {
        try (FileChannel content = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return content.size() > 0 && content.read(last, content.size() - 1) == 1 && last.get(0) != '\n';
        } catch (AccessDeniedException unreadable) {
            return false;
        }
    }

    private static @Nullable Object keyOf(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
