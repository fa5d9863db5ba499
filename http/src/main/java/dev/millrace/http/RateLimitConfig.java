package dev.millrace.http;

/**
 * How many requests are taken from one client.
 *
 * @param perSecond how many a second over time, 1 to {@value #MOST}
 * @param burst how many at once after a pause, 1 to {@value #MOST}
 */
public record RateLimitConfig(int perSecond, int burst) {

    /** More than any server answers. */
    public static final int MOST = 1_000_000;

    public RateLimitConfig {
        if (perSecond < 1 || perSecond > MOST || burst < 1 || burst > MOST) {
            throw new IllegalArgumentException(
                    "A rate limit is from 1 to %d a second, and so is its burst, not %d and %d"
                            .formatted(MOST, perSecond, burst));
        }
    }
}
