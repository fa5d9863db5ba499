package dev.millrace.cli.experiments;

import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunData;
import dev.millrace.api.model.RunInfo;
import dev.millrace.api.model.RunTag;
import dev.millrace.serving.json.PythonNumbers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs as comma-separated values, cell by cell as pandas writes them. Columns are those of the information, then metrics,
 * parameters and tags, each in order of first appearance; MLflow's order within the three changes from call to call.
 */
final class RunsCsv {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS'+00:00'").withZone(ZoneOffset.UTC);

    private RunsCsv() {}

    /** The whole table with its header, each line with its end. */
    static String of(List<Run> runs) {
        List<Map<String, String>> lines = new ArrayList<>(runs.size());
        runs.forEach(run -> lines.add(new HashMap<>()));
        Set<String> columns = new LinkedHashSet<>();
        information(runs, lines, columns);
        collect(runs, lines, columns, RunsCsv::metrics);
        collect(runs, lines, columns, RunsCsv::params);
        collect(runs, lines, columns, RunsCsv::tags);
        StringBuilder table = new StringBuilder();
        line(table, List.copyOf(columns));
        for (Map<String, String> line : lines) {
            line(
                    table,
                    columns.stream()
                            .map(column -> line.getOrDefault(column, ""))
                            .toList());
        }
        return table.toString();
    }

    private static void information(List<Run> runs, List<Map<String, String>> lines, Set<String> columns) {
        columns.addAll(List.of("run_id", "experiment_id", "status", "artifact_uri", "start_time", "end_time"));
        DateTimeFormatter starts = format(runs, RunInfo::startTime);
        DateTimeFormatter ends = format(runs, RunInfo::endTime);
        for (int i = 0; i < runs.size(); i++) {
            RunInfo info = runs.get(i).info();
            if (info != null) {
                Map<String, String> line = lines.get(i);
                line.put("run_id", orEmpty(info.runId()));
                line.put("experiment_id", orEmpty(info.experimentId()));
                line.put("status", info.status() == null ? "" : info.status().name());
                line.put("artifact_uri", orEmpty(info.artifactUri()));
                line.put("start_time", time(info.startTime(), starts));
                line.put("end_time", isAbsent(info.endTime()) ? "" : time(info.endTime(), ends));
            }
        }
    }

    /** A column shows milliseconds where one of its times has some. */
    private static DateTimeFormatter format(List<Run> runs, Function<RunInfo, @Nullable Long> column) {
        for (Run run : runs) {
            Long time = run.info() == null ? null : column.apply(run.info());
            if (time != null && time % 1000 != 0) {
                return MILLISECONDS;
            }
        }
        return SECONDS;
    }

    private static String time(@Nullable Long time, DateTimeFormatter format) {
        return format.format(Instant.ofEpochMilli(time == null ? 0 : time));
    }

    /** Also 0 is none, as in MLflow. */
    private static boolean isAbsent(@Nullable Long time) {
        return time == null || time == 0;
    }

    private static void collect(
            List<Run> runs,
            List<Map<String, String>> lines,
            Set<String> columns,
            Function<RunData, Map<String, String>> cells) {
        for (int i = 0; i < runs.size(); i++) {
            RunData data = runs.get(i).data();
            if (data != null) {
                Map<String, String> found = cells.apply(data);
                columns.addAll(found.keySet());
                lines.get(i).putAll(found);
            }
        }
    }

    private static Map<String, String> metrics(RunData data) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (Metric metric : data.metrics()) {
            cells.put("metrics." + metric.key(), number(metric.value() == null ? 0 : metric.value()));
        }
        return cells;
    }

    private static Map<String, String> params(RunData data) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (Param param : data.params()) {
            cells.put("params." + param.key(), orEmpty(param.value()));
        }
        return cells;
    }

    private static Map<String, String> tags(RunData data) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (RunTag tag : data.tags()) {
            cells.put("tags." + tag.key(), orEmpty(tag.value()));
        }
        return cells;
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return PythonNumbers.text(value);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static void line(StringBuilder table, List<String> cells) {
        String separator = "";
        for (String cell : cells) {
            table.append(separator).append(quoted(cell));
            separator = ",";
        }
        table.append('\n');
    }

    /** A carriage return is quoted, too, unlike by Python before 3.13, where it ended the line for most readers. */
    private static String quoted(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            switch (cell.charAt(i)) {
                case ',', '"', '\n', '\r' -> {
                    return '"' + cell.replace("\"", "\"\"") + '"';
                }
                default -> {}
            }
        }
        return cell;
    }
}
