package dev.millrace.server.tracking;

import dev.millrace.api.model.Metric;
import java.util.Arrays;

/** Points of one metric of one run, in the order of its history. A point takes 24 bytes. */
final class Points {
    private final String key;
    private long[] timestamps = new long[64];
    private long[] steps = new long[64];
    private double[] values = new double[64];
    private int size;

    Points(String key) {
        this.key = key;
    }

    /** @param value NaN where the point is none */
    void add(long timestamp, long step, double value) {
        if (size == values.length) {
            int larger = size + (size >> 1);
            timestamps = Arrays.copyOf(timestamps, larger);
            steps = Arrays.copyOf(steps, larger);
            values = Arrays.copyOf(values, larger);
        }
        timestamps[size] = timestamp;
        steps[size] = step;
        values[size++] = value;
    }

    /** Forgets what is beyond the first {@code most} points, and gives whether anything was. */
    boolean cutTo(int most) {
        boolean more = size > most;
        size = Math.min(size, most);
        return more;
    }

    int size() {
        return size;
    }

    Metric get(int index) {
        return new Metric(key, values[index], timestamps[index], steps[index], null, null, null, null);
    }

    /** The position behind a point. */
    HistoryToken behind(int index) {
        boolean isNan = Double.isNaN(values[index]);
        return new HistoryToken(
                0, new HistoryToken.Point(timestamps[index], steps[index], isNan ? 0 : values[index], isNan));
    }
}
