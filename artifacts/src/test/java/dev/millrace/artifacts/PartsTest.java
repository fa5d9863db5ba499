package dev.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {

    private static final int SIZE = 150_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SIZE - 1, SIZE, SIZE + 1, 3 * SIZE})
    void givesTheWholeStream(int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        var parts = new Parts(new ByteArrayInputStream(content));
        byte[] seen = new byte[length];
        int at = 0;

        while (!parts.ended()) {
            parts.next(SIZE);
            assertThat(parts.length()).isLessThanOrEqualTo(SIZE);
            assertThat(parts.open().readNBytes(seen, at, parts.length())).isEqualTo(parts.length());
            at += parts.length();
        }

        assertThat(at).isEqualTo(length);
        assertThat(seen).isEqualTo(content);
    }
}
