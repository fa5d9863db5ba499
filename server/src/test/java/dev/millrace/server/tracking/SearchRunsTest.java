package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchRunsTest extends EndpointTest {
    @Test
    void pagesThroughTheYoungestFirst() {
        String experiment = experiment("paged");
        for (int i = 0; i < 5; i++) {
            server.post(
                    "runs/create", "{'experiment_id': '%s', 'start_time': %d, 'run_name': 'r%d'}", experiment, i, i);
        }
        var names = new StringBuilder();
        String token = "";
        do {
            var page = server.post(
                    "runs/search",
                    "{'experiment_ids': ['%s'], 'max_results': 2, 'page_token': '%s'}",
                    experiment,
                    token);
            names.append(page.at("runs.0.info.run_name")).append(page.at("runs.1.info.run_name"));
            token = page.at("next_page_token");
        } while (!token.isEmpty());

        assertThat(names.toString()).isEqualTo("r4r3r2r1r0");
    }

    @Test
    void filtersAndShowsWhatRunsHold() {
        String experiment = experiment("filtered");
        for (int i = 0; i < 3; i++) {
            String run = server.post("runs/create", "{'experiment_id': '%s'}", experiment)
                    .at("run.info.run_id");
            ok(server.post(
                    "runs/log-batch",
                    "{'run_id': '%s', 'metrics': [{'key': 'm', 'value': %d, 'timestamp': 0}]}",
                    run,
                    i));
        }

        var found = server.post(
                "runs/search",
                "{'experiment_ids': ['%s'], 'filter': 'metrics.m >= 1', 'order_by': ['metrics.m DESC']}",
                experiment);

        assertThat(found.at("runs.0.data.metrics.0.value")).isEqualTo("2.0");
        assertThat(found.at("runs.1.data.metrics.0.value")).isEqualTo("1.0");
        assertThat(found.at("runs.2")).isEmpty();
    }

    @Test
    void readsTheIdsOfExperimentsAsPythonDoes() {
        String run = server.post("runs/create", "{'experiment_id': '0_0'}").at("run.info.run_id");

        for (String id : new String[] {"0", " 0 ", "0_0", "+0"}) {
            assertThat(server.post("runs/search", "{'experiment_ids': ['%s', '0']}", id)
                            .at("runs.0.info.run_id"))
                    .as(id)
                    .isEqualTo(run);
        }
        ok(server.post("runs/search", "{'experiment_ids': ['%s']}", "9".repeat(30)));
        refused(
                server.post("runs/search", "{'experiment_ids': ['%s']}", "9".repeat(4301)),
                400,
                "INVALID_PARAMETER_VALUE",
                "must be a valid integer");
    }

    @Test
    void noExperimentsFindNothing() {
        ok(server.post("runs/search", "{}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {'experiment_ids': '0'} | 400 | INVALID_PARAMETER_VALUE | 'experiment_ids'
                {'experiment_ids': [0]} | 400 | INVALID_PARAMETER_VALUE | experiment_ids
                {'experiment_ids': ['0'], 'max_results': 0} | 400 | INVALID_PARAMETER_VALUE | Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer
                {'experiment_ids': ['0'], 'max_results': 50001} | 400 | INVALID_PARAMETER_VALUE | Invalid value 50001 for parameter 'max_results'
                {'experiment_ids': ['0'], 'filter': 'metrics.m'} | 400 | INVALID_PARAMETER_VALUE | filter
                {'experiment_ids': ['0'], 'filter': 5} | 400 | INVALID_PARAMETER_VALUE | 'filter'
                {'experiment_ids': ['0'], 'order_by': [5]} | 400 | INVALID_PARAMETER_VALUE | order_by
                {'experiment_ids': ['0'], 'page_token': 'abc'} | 400 | INVALID_PARAMETER_VALUE | Invalid page token
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/search", body), status, code, message);
    }
}
