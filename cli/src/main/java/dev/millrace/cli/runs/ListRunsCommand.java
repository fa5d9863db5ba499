package dev.millrace.cli.runs;

import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunInfo;
import dev.millrace.api.model.ViewType;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.RunSearch;
import dev.millrace.cli.tracking.Table;
import dev.millrace.cli.tracking.TrackingCommand;
import dev.millrace.cli.tracking.View;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** {@code runs list}. */
public final class ListRunsCommand extends TrackingCommand {
    private static final Option EXPERIMENT =
            Option.value("--experiment-id", "ID", "The experiment.").environment("MLFLOW_EXPERIMENT_ID");
    private static final List<String> HEADERS = List.of("Date", "Name", "ID");
    private static final Comparator<List<String>> NEWEST_FIRST = Comparator.<List<String>, String>comparing(
                    List::getFirst)
            .thenComparing(row -> row.get(1))
            .thenComparing(List::getLast)
            .reversed();

    /** @param config what the process was started with */
    public ListRunsCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "runs list",
                "List the runs of an experiment.",
                "All of them; MLflow stops after 1000. Times are those of this machine's time zone.",
                List.of(EXPERIMENT, View.OPTION, JSON),
                new Syntax.Example("millrace runs list --experiment-id 3", "Date, name and id."));
    }

    @Override
    protected void run(Call call) {
        Settings settings = call.settings();
        String experiment = settings.get(EXPERIMENT);
        ViewType view = View.of(settings);
        List<Run> runs = RunSearch.of(call.client(), experiment, view, Integer.MAX_VALUE);
        if (settings.isOn(JSON)) {
            call.printJson(runs);
            return;
        }
        call.print(Table.of(HEADERS, rows(runs)));
    }

    /** The name of the zone is that of today, in summer as in winter, as MLflow has it. */
    private static List<List<String>> rows(List<Run> runs) {
        ZoneId zone = ZoneId.systemDefault();
        String name = DateTimeFormatter.ofPattern("zzz", Locale.ROOT)
                .format(Instant.now().atZone(zone));
        DateTimeFormatter local =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(zone);
        return runs.stream()
                .map(Run::info)
                .filter(Objects::nonNull)
                .map(info -> List.of(date(info, local) + " " + name, name(info), String.valueOf(info.runId())))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private static String date(RunInfo info, DateTimeFormatter local) {
        return local.format(Instant.ofEpochMilli(info.startTime() == null ? 0 : info.startTime()));
    }

    private static String name(RunInfo info) {
        return info.runName() == null ? "" : info.runName();
    }
}
