package dev.millrace.http;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Counters, gauges and histograms of this process, printed in Prometheus' text format. Samples are made once and kept by
 * their users; asking again for the same name and labels gives the same sample.
 *
 * <p>Labels are pairs, name and value in turn. Names must fit Prometheus' rules; values may hold anything.
 */
public final class Metrics {

    /** Bounds in seconds that suit requests and transactions: 0.5 ms to 10 s. */
    private static final double[] SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    /** A number that only grows. By custom its name ends in {@code _total}. */
    public LongAdder counter(String name, String help, String... labels) {
        return family(name, "counter", help).sample(labels, Count.class, new Count(new LongAdder())).value;
    }

    /** A number that is asked for when the metrics are read. A second gauge of the same name and labels is ignored. */
    public void gauge(String name, String help, DoubleSupplier value, String... labels) {
        family(name, "gauge", help).sample(labels, Gauge.class, new Gauge(value));
    }

    /** How long something took, in seconds. By custom its name ends in {@code _seconds}. */
    public Histogram seconds(String name, String help, String... labels) {
        return histogram(name, help, SECONDS, labels);
    }

    /** How values are spread over buckets with these upper bounds, which ascend. */
    public Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return family(name, "histogram", help).sample(labels, Histogram.class, new Histogram(bounds.clone()));
    }

    /** All samples in Prometheus' text format, version 0.0.4. */
    public String print() {
        var text = new StringBuilder(4096);
        families.forEach((name, family) -> {
            text.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
            text.append("# TYPE ").append(name).append(' ').append(family.type).append('\n');
            family.samples.forEach((labels, sample) -> sample.print(name, labels, text));
        });
        return text.toString();
    }

    /** The handler of {@code /metrics}. */
    public Handler handler() {
        return exchange ->
                Response.text(200, print()).withHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    }

    private Family family(String name, String type, String help) {
        Family family = families.computeIfAbsent(name, key -> new Family(type, help, new ConcurrentSkipListMap<>()));
        if (!family.type.equals(type)) {
            throw new IllegalArgumentException(name + " is a " + family.type + " already");
        }
        return family;
    }

    private record Family(String type, String help, Map<String, Sample> samples) {

        <S extends Sample> S sample(String[] labels, Class<S> type, S fresh) {
            Sample known = samples.putIfAbsent(print(labels), fresh);
            return known == null ? fresh : type.cast(known);
        }

        private static String print(String[] labels) {
            var text = new StringBuilder();
            for (int i = 0; i < labels.length; i += 2) {
                String value = labels[i + 1]
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n");
                text.append(i == 0 ? "" : ",")
                        .append(labels[i])
                        .append("=\"")
                        .append(value)
                        .append('"');
            }
            return text.toString();
        }
    }

    sealed interface Sample {
        void print(String name, String labels, StringBuilder text);
    }

    private record Count(LongAdder value) implements Sample {
        @Override
        public void print(String name, String labels, StringBuilder text) {
            line(text, name, labels, (double) value.sum());
        }
    }

    private record Gauge(DoubleSupplier value) implements Sample {
        @Override
        public void print(String name, String labels, StringBuilder text) {
            line(text, name, labels, value.getAsDouble());
        }
    }

    /** Counts values in buckets and adds them up. */
    public static final class Histogram implements Sample {

        private final double[] bounds;
        private final LongAdder[] counts;
        private final DoubleAdder sum = new DoubleAdder();

        private Histogram(double[] bounds) {
            this.bounds = bounds;
            this.counts = new LongAdder[bounds.length + 1];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        /** Adds one value. */
        public void observe(double value) {
            int bucket = 0;
            while (bucket < bounds.length && value > bounds[bucket]) {
                bucket++;
            }
            counts[bucket].increment();
            sum.add(value);
        }

        /** Adds the time that passed since {@code start}, a reading of {@link System#nanoTime}, in seconds. */
        public void observeSince(long start) {
            observe((System.nanoTime() - start) / 1e9);
        }

        @Override
        public void print(String name, String labels, StringBuilder text) {
            String more = labels.isEmpty() ? "" : labels + ",";
            long total = 0;
            for (int i = 0; i < counts.length; i++) {
                total += counts[i].sum();
                String bound = i < bounds.length ? String.valueOf(bounds[i]) : "+Inf";
                line(text, name + "_bucket", more + "le=\"" + bound + "\"", (double) total);
            }
            line(text, name + "_sum", labels, sum.sum());
            line(text, name + "_count", labels, (double) total);
        }
    }

    private static void line(StringBuilder text, String name, String labels, double value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        text.append(' ')
                .append(whole ? String.valueOf((long) value) : String.valueOf(value))
                .append('\n');
    }
}
