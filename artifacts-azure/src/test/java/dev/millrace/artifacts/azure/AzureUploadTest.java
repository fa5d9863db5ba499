package dev.millrace.artifacts.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AzureUploadTest {
    private static final int MOST = 50_000;

    @Test
    void aFileOf1300GigabytesFitsInAsManyPiecesAsTheServiceTakes() {
        long all = IntStream.range(0, MOST).mapToLong(AzureUpload::blockAfter).sum();

        assertThat(all).isBetween(1_300_000_000_000L, 1_301_000_000_000L);
    }

    @Test
    void piecesAreSmallWhereTheFileIs() {
        assertThat(AzureUpload.blockAfter(9_999)).isEqualTo(4 << 20);
        assertThat(AzureUpload.blockAfter(MOST - 1)).isEqualTo(64 << 20);
    }
}
