package dev.millrace.cli.tracking;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.api.model.SearchRunsResponse;
import dev.millrace.api.model.ViewType;
import dev.millrace.client.TrackingClient;
import java.util.ArrayList;
import java.util.List;

/** All runs of an experiment, page by page. */
public final class RunSearch {
    private static final int PAGE = 1000;

    private RunSearch() {}

    /** The runs in the server's order, which is the newest first; none of an experiment that is not there. */
    public static List<Run> of(TrackingClient client, String experimentId, ViewType view, int most) {
        List<Run> found = new ArrayList<>();
        String token = null;
        while (found.size() < most) {
            SearchRuns request = SearchRuns.builder()
                    .experimentIds(List.of(experimentId))
                    .runViewType(view)
                    .maxResults(Math.min(PAGE, most - found.size()))
                    .pageToken(token)
                    .build();
            SearchRunsResponse page = client.call(Endpoints.SEARCH_RUNS, request);
            found.addAll(page.runs());
            token = page.nextPageToken();
            if (token == null || token.isEmpty()) {
                break;
            }
        }
        return found;
    }
}
