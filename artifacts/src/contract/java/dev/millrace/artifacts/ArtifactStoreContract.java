package dev.millrace.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every artifact store does. A test of a store extends this and says how an empty one is made. */
public abstract class ArtifactStoreContract {

    /** A store that is empty when the test begins; the same one each time within a test. */
    protected abstract ArtifactStore store();

    @Test
    void givesBackWhatWasWritten() throws IOException {
        write("a/b/c.txt", "hello");

        assertThat(read("a/b/c.txt")).isEqualTo("hello");
        assertThat(read("a//./b/c.txt")).isEqualTo("hello");
    }

    @Test
    void keepsNamesAsTheyAre() throws IOException {
        for (String name : new String[] {"ü ñ.txt", "~", "a\\b", "a?b", "c:x", "a;b=c", "a\nb", "%", "-"}) {
            write("odd/" + name, name);
            assertThat(read("odd/" + name)).isEqualTo(name);
        }
    }

    @Test
    void replacesAFile() throws IOException {
        write("a.txt", "one");
        String tag = etag("a.txt");
        write("a.txt", "two!");

        assertThat(read("a.txt")).isEqualTo("two!");
        assertThat(etag("a.txt")).isNotEqualTo(tag);
        assertThat(store().list(ArtifactPath.ROOT)).containsExactly(new ArtifactEntry("a.txt", false, 4));
    }

    @Test
    void neverMixesAFileWithTheOneThatReplacesIt() throws IOException {
        write("a.txt", "one");
        try (Artifact artifact = store().open(path("a.txt"))) {
            write("a.txt", "two!");

            assertThat(artifact.size()).isEqualTo(3);
            try {
                assertThat(copy(artifact, 0, 3)).isEqualTo("one");
            } catch (IOException replaced) {
                assertThat(replaced).hasMessageContaining("replaced");
            }
        }
    }

    @Test
    void readsAPart() throws IOException {
        write("a.txt", "hello world");
        try (Artifact artifact = store().open(path("a.txt"))) {
            assertThat(artifact.size()).isEqualTo(11);
            assertThat(copy(artifact, 6, 5)).isEqualTo("world");
            assertThat(copy(artifact, 0, 0)).isEmpty();
            assertThat(artifact.lastModified())
                    .isCloseTo(Instant.now(), org.assertj.core.api.Assertions.within(Duration.ofMinutes(1)));
        }
    }

    @Test
    void storesFilesOfAnySize() throws IOException {
        for (int size : new int[] {0, 1, 65_536, 1_000_003}) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) 7);
            store().write(path("big"), new ByteArrayInputStream(bytes));

            try (Artifact artifact = store().open(path("big"))) {
                var out = new ByteArrayOutputStream();
                artifact.copyTo(out, 0, artifact.size());
                assertThat(out.toByteArray()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void listsADirectoryInOrder() throws IOException {
        write("d/b.txt", "12");
        write("d/a/x", "1");
        write("d/a.txt", "");

        assertThat(store().list(path("d")))
                .containsExactly(
                        new ArtifactEntry("a", true, 0),
                        new ArtifactEntry("a.txt", false, 0),
                        new ArtifactEntry("b.txt", false, 2));
    }

    @Test
    void listsNothingForAFileOrForNothing() throws IOException {
        write("a.txt", "x");

        assertThat(store().list(path("a.txt"))).isEmpty();
        assertThat(store().list(path("a.txt/b"))).isEmpty();
        assertThat(store().list(path("nope"))).isEmpty();
    }

    @Test
    void tellsAMissingFileFromADirectory() throws IOException {
        write("d/a.txt", "x");

        assertThatThrownBy(() -> store().open(path("nope/b")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_DOES_NOT_EXIST))
                .hasMessage("No such artifact: 'nope/b'");
        assertThatThrownBy(() -> store().open(path("d/a.txt/b"))).hasMessage("No such artifact: 'd/a.txt/b'");
        assertThatThrownBy(() -> store().open(path("d")))
                .isInstanceOf(DirectoryException.class)
                .hasMessage("Artifact path refers to a directory, not a file: 'd'");
    }

    @Test
    void refusesToWriteWithoutAName() throws IOException {
        assertThatThrownBy(() -> write("e/", "y")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> write("", "y")).isInstanceOf(ApiException.class);

        assertThat(store().list(ArtifactPath.ROOT)).isEmpty();
    }

    @Test
    void showsNothingOfAnUploadThatFails() throws IOException {
        write("d/a.txt", "old");

        assertThatThrownBy(() -> store().write(path("d/a.txt"), new Broken())).hasMessage("cut off");
        assertThatThrownBy(() -> store().write(path("d/new"), new Broken())).hasMessage("cut off");

        assertThat(store().list(path("d"))).containsExactly(new ArtifactEntry("a.txt", false, 3));
        assertThat(read("d/a.txt")).isEqualTo("old");
    }

    @Test
    void showsNothingOfALargeUploadThatFails() throws IOException {
        InputStream broken = new SequenceInputStream(new Pattern(20 << 20), new Broken());

        assertThatThrownBy(() -> store().write(path("large"), broken)).hasMessage("cut off");

        assertThat(store().list(ArtifactPath.ROOT)).isEmpty();
    }

    @Test
    void deletesFilesAndTrees() throws IOException {
        write("d/a.txt", "x");
        write("d/e/b.txt", "x");
        write("f", "x");

        store().delete(path("d"));
        store().delete(path("f"));
        store().delete(path("f"));
        store().delete(path("nope/x"));

        assertThat(store().list(ArtifactPath.ROOT)).isEmpty();
    }

    @Test
    void deletesNothingBesideWhatIsNamed() throws IOException {
        write("run1/a", "x");
        write("run10/a", "x");
        write("run1.txt", "x");

        store().delete(path("run1"));

        assertThat(store().list(ArtifactPath.ROOT))
                .extracting(ArtifactEntry::name)
                .containsExactly("run1.txt", "run10");
    }

    /** To be run with a heap that is smaller than the file: 300 MB, or {@code -Dmillrace.test.megabytes}. */
    @Test
    @Tag("slow")
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void streamsAFileThatIsLargerThanTheMemory() throws IOException {
        long size = Long.getLong("millrace.test.megabytes", 300) << 20;

        store().write(path("large"), new Pattern(size));

        try (Artifact artifact = store().open(path("large"))) {
            assertThat(artifact.size()).isEqualTo(size);
            var out = new PatternCheck(0);
            artifact.copyTo(out, 0, size);
            assertThat(out.at).isEqualTo(size);
            long middle = size / 3 * 2;
            var part = new PatternCheck(middle);
            artifact.copyTo(part, middle, 1000);
            assertThat(part.at).isEqualTo(middle + 1000);
        }
        assertThat(store().list(ArtifactPath.ROOT)).containsExactly(new ArtifactEntry("large", false, size));
    }

    @Test
    void takesManyWritersOfOneDirectoryAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writes = IntStream.range(0, 20)
                    .mapToObj(i -> (Callable<Void>) () -> {
                        write("deep/er/" + i % 5, "same");
                        return null;
                    })
                    .toList();
            for (var done : threads.invokeAll(writes)) {
                done.get();
            }
        }

        assertThat(store().list(path("deep/er"))).hasSize(5).allMatch(entry -> entry.size() == 4);
    }

    protected final void write(String path, String content) throws IOException {
        store().write(path(path), new ByteArrayInputStream(content.getBytes(UTF_8)));
    }

    protected final String read(String path) throws IOException {
        try (Artifact artifact = store().open(path(path))) {
            return copy(artifact, 0, artifact.size());
        }
    }

    protected static ArtifactPath path(String path) {
        return ArtifactPath.parse(path);
    }

    private String etag(String path) throws IOException {
        try (Artifact artifact = store().open(path(path))) {
            return artifact.etag();
        }
    }

    private static String copy(Artifact artifact, long offset, long length) throws IOException {
        var out = new ByteArrayOutputStream();
        artifact.copyTo(out, offset, length);
        return out.toString(UTF_8);
    }

    /** Gives a few bytes and then fails, as a connection does. */
    private static final class Broken extends InputStream {

        private int left = 10;

        @Override
        public int read() throws IOException {
            if (left-- <= 0) {
                throw new IOException("cut off");
            }
            return 'x';
        }
    }

    /** Bytes that tell by their place in the file whether they are right. */
    private static byte patternAt(long at) {
        return (byte) (at ^ (at >>> 8) ^ (at >>> 20));
    }

    private static final class Pattern extends InputStream {

        private final long size;
        private long at;

        Pattern(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return at < size ? patternAt(at++) & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int count = (int) Math.min(length, size - at);
            for (int i = 0; i < count; i++) {
                bytes[offset + i] = patternAt(at++);
            }
            return count > 0 || length == 0 ? count : -1;
        }
    }

    private static final class PatternCheck extends OutputStream {

        private long at;

        PatternCheck(long from) {
            this.at = from;
        }

        @Override
        public void write(int b) {
            if ((byte) b != patternAt(at)) {
                throw new AssertionError("wrong byte at " + at);
            }
            at++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            for (int i = 0; i < length; i++) {
                write(bytes[offset + i]);
            }
        }
    }
}
