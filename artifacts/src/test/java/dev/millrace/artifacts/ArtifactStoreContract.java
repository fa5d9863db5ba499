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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every artifact store does. */
abstract class ArtifactStoreContract {

    /** An empty store. */
    abstract ArtifactStore store();

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
    void goesOnReadingTheFileThatWasOpened() throws IOException {
        write("a.txt", "one");
        try (Artifact artifact = store().open(path("a.txt"))) {
            write("a.txt", "two!");

            assertThat(artifact.size()).isEqualTo(3);
            assertThat(copy(artifact, 0, 3)).isEqualTo("one");
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
    void refusesToWriteOnADirectoryOrBelowAFile() throws IOException {
        write("d/a.txt", "x");

        assertThatThrownBy(() -> write("d", "y")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> write("d/a.txt/b", "y")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> write("e/", "y")).isInstanceOf(ApiException.class);
        assertThat(read("d/a.txt")).isEqualTo("x");
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
}
