package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.RunTag;
import dev.millrace.server.search.WholeNumber;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What MLflow 3.17.2 allows in names and values, refused in its own words, since clients and their tests compare them.
 * Lengths count Unicode code points, as Python does.
 */
public final class Limits {
    /** Longest key of a metric, parameter or tag. */
    public static final int KEY = 250;

    static final int PARAM_VALUE = 6000;
    static final int RUN_TAG_VALUE = 8000;
    private static final int RUNS_PER_HISTORY = 100;
    private static final int METRICS_PER_BATCH = 1000;
    private static final int PARAMS_PER_BATCH = 100;
    private static final int ENTRIES_PER_BATCH = 1000;

    /** No client is known to come near it; the original has no bound. */
    private static final int ENTRIES = 10_000;

    private static final String NAME_RULE =
            "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), "
                    + "spaces ( ), colon(:) and slashes (/).";

    private Limits() {}

    /**
     * Checks the name of a metric, a parameter or a tag: letters and digits of any script, {@code _ - . : /} and space,
     * and no path that means another one.
     *
     * @param path where it stands in the request, as the message names it
     */
    public static void name(String name, String path) {
        if (!hasNameCharactersOnly(name)) {
            throw ApiException.invalid(
                    "Invalid value %s for parameter '%s' supplied: ".formatted(quote(name), path) + NAME_RULE);
        }
        String normal = normalPath(name);
        if (!normal.equals(name) || normal.equals(".") || normal.startsWith("..") || normal.startsWith("/")) {
            throw ApiException.invalid(
                    "Invalid value %s for parameter '%s' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to %s"
                            .formatted(quote(name), path, shown(normal)));
        }
    }

    /** Refuses text that is too long. */
    public static void length(String what, int limit, @Nullable String text) {
        if (text != null && isLonger(text, limit)) {
            throw ApiException.invalid("'%s' exceeds the maximum length of %d characters".formatted(what, limit));
        }
    }

    /** Text cut to its first characters where it is too long. */
    static String cut(@Nullable String text, int limit) {
        if (text == null) {
            return "";
        }
        return isLonger(text, limit) ? text.substring(0, text.offsetByCodePoints(0, limit)) : text;
    }

    /** Checks a metric; {@code prefix} is "" or ends in a dot. */
    static void metric(Metric metric, String prefix) {
        String key = required(metric.key(), prefix + "key");
        if (metric.value() == null) {
            throw ApiException.missing(prefix + "value");
        }
        if (metric.timestamp() == null) {
            throw ApiException.missing(prefix + "timestamp");
        }
        if (isAbsent(metric.datasetName()) != isAbsent(metric.datasetDigest())) {
            throw ApiException.invalid("Both dataset_name and dataset_digest must be provided if one is provided");
        }
        name(key, prefix + "name");
        if (metric.timestamp() < 0) {
            throw ApiException.invalid(
                    "Invalid value %d for parameter '%stimestamp' supplied: metric '%s' (value=%s). Timestamp must be a nonnegative long (64-bit integer) "
                            .formatted(metric.timestamp(), prefix, key, metric.value()));
        }
        length("Metric name", KEY, key);
    }

    /** A parameter that is checked, its value cut to the limit. */
    static Param param(Param param, String prefix) {
        String key = required(param.key(), prefix + "key");
        name(key, prefix + "key");
        length("Param key", KEY, key);
        return new Param(key, cut(param.value(), PARAM_VALUE));
    }

    /** A run's tag that is checked, its value cut to the limit. */
    static RunTag tag(RunTag tag, String prefix) {
        String key = required(tag.key(), prefix + "key");
        name(key, prefix + "key");
        length(prefix + "key", KEY, key);
        return new RunTag(key, cut(tag.value(), RUN_TAG_VALUE));
    }

    /** A whole batch that is checked before anything of it is written; values that are too long are cut. */
    static LogBatch batch(LogBatch batch) {
        runId(batch.runId());
        for (int i = 0; i < batch.metrics().size(); i++) {
            metric(batch.metrics().get(i), "metrics[" + i + "].");
        }
        List<Param> params = new ArrayList<>(batch.params().size());
        for (int i = 0; i < batch.params().size(); i++) {
            params.add(param(batch.params().get(i), "params[" + i + "]."));
        }
        List<RunTag> tags = new ArrayList<>(batch.tags().size());
        for (int i = 0; i < batch.tags().size(); i++) {
            tags.add(tag(batch.tags().get(i), "tags[" + i + "]."));
        }
        metricsOfBatch(batch.metrics());
        count("params", PARAMS_PER_BATCH, params.size());
        count("tags", PARAMS_PER_BATCH, tags.size());
        count("metrics, params, and tags", ENTRIES_PER_BATCH, batch.metrics().size() + params.size() + tags.size());
        uniqueParams(params);
        return new LogBatch(batch.runId(), batch.metrics(), params, tags);
    }

    /** The metrics of a batch where they are not too many. */
    public static List<Metric> metricsOfBatch(List<Metric> metrics) {
        count("metrics", METRICS_PER_BATCH, metrics.size());
        return metrics;
    }

    /** The runs whose histories are asked for as a sample where there are any, and not too many. */
    public static List<String> runsOfSample(List<String> runs) {
        if (runs.isEmpty()) {
            throw ApiException.missing("run_ids");
        }
        if (runs.size() > RUNS_PER_HISTORY) {
            throw ApiException.invalid(
                    "GetMetricHistoryBulkInterval request must specify at most %d run_ids. Received %d run_ids. See the API docs for more information about request parameters."
                            .formatted(RUNS_PER_HISTORY, runs.size()));
        }
        return runs;
    }

    /** The runs whose histories are asked for as they are where there are any, and not too many. */
    public static List<String> runsOfHistory(List<String> runs) {
        if (runs.isEmpty()) {
            throw ApiException.invalid("GetMetricHistoryBulk request must specify at least one run_id.");
        }
        if (runs.size() > RUNS_PER_HISTORY) {
            throw ApiException.invalid(
                    "GetMetricHistoryBulk request cannot specify more than %d run_ids. Received %d run_ids."
                            .formatted(RUNS_PER_HISTORY, runs.size()));
        }
        return runs;
    }

    /**
     * Refuses lists that would be stored one by one for so long that other writers give up.
     *
     * @param what of what there are so many, in the plural
     */
    public static void entries(String what, int count) {
        if (count > ENTRIES) {
            throw ApiException.invalid(
                    "A request can contain at most %1$d %2$s. Got %3$d %2$s.".formatted(ENTRIES, what, count));
        }
    }

    private static void count(String what, int limit, int count) {
        if (count > limit) {
            throw ApiException.invalid(
                    "A batch logging request can contain at most %1$d %2$s. Got %3$d %2$s. Please split up %2$s across multiple requests and try again."
                            .formatted(limit, what, count));
        }
    }

    private static void uniqueParams(List<Param> params) {
        Set<@Nullable String> seen = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (Param param : params) {
            if (!seen.add(param.key())) {
                twice.add(shown(param.key()));
            }
        }
        if (!twice.isEmpty()) {
            throw ApiException.invalid(
                    "Duplicate parameter keys have been submitted: %s. Please ensure the request contains only one param value per param key."
                            .formatted(twice));
        }
    }

    /** A run id as batches and inputs accept it. */
    static void runId(@Nullable String runId) {
        String id = runId == null ? "" : runId;
        boolean good = !id.isEmpty()
                && id.length() <= 256
                && id.charAt(0) < 128
                && Character.isLetterOrDigit(id.charAt(0))
                && id.chars().allMatch(c -> c == '-' || c == '_' || Character.isLetterOrDigit(c));
        if (!good) {
            throw ApiException.invalid("Invalid value %s for parameter 'run_id' supplied.".formatted(quote(id)));
        }
    }

    /**
     * An experiment id as a number, which may be too large for any experiment.
     */
    public static BigInteger experimentId(String text) {
        BigInteger number = WholeNumber.parse(text);
        if (number == null) {
            throw ApiException.invalid(
                    "Invalid experiment ID '%s'. Experiment ID must be a valid integer.".formatted(text));
        }
        return number;
    }

    /** Text that has to be there and not empty. */
    public static String required(@Nullable String text, String path) {
        if (text == null || text.isEmpty()) {
            throw ApiException.missing(path);
        }
        return text;
    }

    /** In protobuf's reading an empty text is the same as none. */
    private static boolean isAbsent(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static boolean isLonger(String text, int limit) {
        return text.length() > limit && text.codePointCount(0, text.length()) > limit;
    }

    /** Python's {@code \w}: letters, numbers of every kind and the underscore. */
    public static boolean isWordPart(int codePoint) {
        return codePoint == '_'
                || Character.isLetterOrDigit(codePoint)
                || Character.getType(codePoint) == Character.OTHER_NUMBER
                || Character.getType(codePoint) == Character.LETTER_NUMBER;
    }

    /** Python's {@code \w} and a few more; one line feed at the end passes, as it does there. */
    private static boolean hasNameCharactersOnly(String name) {
        int end = name.endsWith("\n") ? name.length() - 1 : name.length();
        for (int i = 0; i < end; ) {
            int c = name.codePointAt(i);
            if (!isWordPart(c) && "-. :/".indexOf(c) < 0) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    /** The shortest path of the same meaning, as Python's {@code posixpath.normpath} has it. */
    static String normalPath(String path) {
        if (path.isEmpty()) {
            return ".";
        }
        boolean absolute = path.startsWith("/");
        // Two slashes at the beginning are a thing of their own in POSIX; three or more are one.
        String root = path.startsWith("//") && !path.startsWith("///") ? "//" : absolute ? "/" : "";
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            boolean up = part.equals("..");
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!up
                    || (!absolute && parts.isEmpty())
                    || (!parts.isEmpty() && parts.getLast().equals(".."))) {
                parts.add(part);
            } else if (!parts.isEmpty()) {
                parts.removeLast();
            }
        }
        String normal = root + String.join("/", parts);
        return normal.isEmpty() ? "." : normal;
    }

    /** Text in quotes as Python shows it: single ones, or double ones around text that holds only single ones. */
    static String shown(@Nullable String text) {
        String value = text == null ? "" : text;
        String escaped = value.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        if (value.contains("'") && !value.contains("\"")) {
            return '"' + escaped + '"';
        }
        return "'" + escaped.replace("'", "\\'") + "'";
    }

    /** Text as a JSON string in ASCII, as Python prints it. */
    static String quote(String text) {
        String json = new String(Json.print(new JsonValue.Text(text)), StandardCharsets.UTF_8);
        var ascii = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (c < 128) {
                ascii.append((char) c);
            } else {
                ascii.append("\\u%04x".formatted(c));
            }
        });
        return ascii.toString();
    }
}
