package dev.millrace.cli.experiments;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.Experiment;
import dev.millrace.api.model.SearchExperiments;
import dev.millrace.api.model.SearchExperimentsResponse;
import dev.millrace.api.model.ViewType;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.Table;
import dev.millrace.cli.tracking.TrackingCommand;
import dev.millrace.cli.tracking.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** {@code experiments search}. */
public final class SearchExperimentsCommand extends TrackingCommand {
    private static final Option MOST =
            Option.value("--max-results", "N", "At most so many, the newest; without it all.");
    private static final List<String> HEADERS = List.of("Experiment Id", "Name", "Artifact Location");
    private static final Comparator<List<String>> ORDER = Comparator.<List<String>, String>comparing(List::getFirst)
            .thenComparing(row -> row.get(1))
            .thenComparing(List::getLast);
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final int PAGE = 1000;

    /** @param config what the process was started with */
    public SearchExperimentsCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "experiments search",
                "List experiments.",
                "",
                List.of(View.OPTION, MOST, JSON),
                new Syntax.Example("millrace experiments search --view all", "Also those that were deleted."));
    }

    @Override
    protected void run(Call call) {
        Settings settings = call.settings();
        ViewType view = View.of(settings);
        int most = settings.find(MOST) == null ? Integer.MAX_VALUE : settings.number(MOST, 0, Integer.MAX_VALUE);
        List<Experiment> found = search(call, view, most);
        if (settings.isOn(JSON)) {
            call.printJson(found);
            return;
        }
        call.print(Table.of(
                HEADERS,
                found.stream()
                        .map(experiment -> row(call, experiment))
                        .sorted(ORDER)
                        .toList()));
    }

    private static List<Experiment> search(Call call, ViewType view, int most) {
        List<Experiment> found = new ArrayList<>();
        String token = null;
        while (found.size() < most) {
            SearchExperiments request = SearchExperiments.builder()
                    .viewType(view)
                    .maxResults((long) Math.min(PAGE, most - found.size()))
                    .pageToken(token)
                    .build();
            SearchExperimentsResponse page = call.client().call(Endpoints.SEARCH_EXPERIMENTS, request);
            found.addAll(page.experiments());
            token = page.nextPageToken();
            if (token == null || token.isEmpty()) {
                break;
            }
        }
        return found;
    }

    private static List<String> row(Call call, Experiment experiment) {
        String location = String.valueOf(experiment.artifactLocation());
        return List.of(
                String.valueOf(experiment.experimentId()),
                String.valueOf(experiment.name()),
                URI.matcher(location).matches()
                        ? location
                        : call.folder().resolve(location).normalize().toString());
    }
}
