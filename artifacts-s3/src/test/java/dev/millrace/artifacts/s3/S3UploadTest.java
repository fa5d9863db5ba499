package dev.millrace.artifacts.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class S3UploadTest {
    private static final int MOST = 10_000;

    @Test
    void aFileOf325GigabytesFitsInAsManyPiecesAsTheServiceTakes() {
        long all = IntStream.range(0, MOST).mapToLong(S3Upload::partAfter).sum();

        assertThat(all).isBetween(325_000_000_000L, 326_000_000_000L);
    }

    @Test
    void piecesAreSmallWhereTheFileIs() {
        assertThat(S3Upload.partAfter(1_999)).isEqualTo(5 << 20);
        assertThat(S3Upload.partAfter(MOST - 1)).isEqualTo(80 << 20);
    }
}
