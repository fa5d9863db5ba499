package dev.millrace.server.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;

/** Wonders at steps and rows that cannot be. */
public final class SoundProgress implements Progress {
    @Override
    public void begins(Revision revision, int number, int count) {
        assertThat(number).isBetween(1, count);
    }

    @Override
    public void rows(String what, long done) {
        assertThat(done).isPositive();
    }
}
