package dev.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {

    private static final int SIZE = 150_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SIZE - 1, SIZE, SIZE + 1, 3 * SIZE})
    void givesTheWholeStream(int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        var parts = new Parts(new ByteArrayInputStream(content), new TransferBudget(SIZE, Duration.ZERO));
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

    @Test
    void waitsForOthersToLeaveRoom() throws IOException {
        var budget = new TransferBudget(SIZE, Duration.ZERO);
        try (Parts first = parts(SIZE, budget);
                Parts second = parts(SIZE, budget);
                Parts small = parts(1000, budget)) {
            first.next(SIZE);
            small.next(SIZE);
            assertThat(small.ended()).isTrue();

            assertThatThrownBy(() -> second.next(SIZE))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE));
        }
        try (Parts next = parts(SIZE, budget)) {
            next.next(SIZE);
            assertThat(next.length()).isEqualTo(SIZE);
        }
    }

    @Test
    void takesAPartLargerThanAllTheRoomWhenItIsAlone() throws IOException {
        try (Parts parts = parts(3 * SIZE, new TransferBudget(SIZE, Duration.ZERO))) {
            parts.next(SIZE);
            parts.next(2 * SIZE);
            assertThat(parts.length()).isEqualTo(2 * SIZE);
        }
    }

    private static Parts parts(int length, TransferBudget budget) {
        return new Parts(new ByteArrayInputStream(new byte[length]), budget);
    }
}
