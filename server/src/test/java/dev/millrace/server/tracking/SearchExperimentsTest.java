package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchExperimentsTest extends EndpointTest {
    @Test
    void pagesThroughTheYoungestFirst() {
        String older = experiment("older");
        String younger = experiment("younger");

        var first = server.postRaw("experiments/search", "{\"max_results\": 1, \"filter\": \"name LIKE '%er'\"}");
        var second = server.postRaw(
                "experiments/search",
                "{\"max_results\": 1, \"filter\": \"name LIKE '%%er'\", \"page_token\": \"%s\"}"
                        .formatted(first.at("next_page_token")));

        assertThat(first.at("experiments.0.experiment_id")).isEqualTo(younger);
        assertThat(second.at("experiments.0.experiment_id")).isEqualTo(older);
        assertThat(second.at("next_page_token")).isEmpty();
    }

    @Test
    void seesDeletedOnesWhenAsked() {
        String id = experiment("deleted");
        ok(server.post("experiments/delete", "{'experiment_id': '%s'}", id));

        assertThat(server.get("experiments/search", "max_results=1&view_type=DELETED_ONLY")
                        .at("experiments.0.name"))
                .isEqualTo("deleted");
        assertThat(server.get("experiments/search", "max_results=100&view_type=1")
                        .body())
                .doesNotContain("deleted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {} | 400 | INVALID_PARAMETER_VALUE | Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer
                {'max_results': 0} | 400 | INVALID_PARAMETER_VALUE | It must be a positive integer
                {'max_results': 50001} | 400 | INVALID_PARAMETER_VALUE | It must be at most 50000
                {'max_results': 2.5} | 400 | INVALID_PARAMETER_VALUE | 'max_results'
                {'max_results': 1, 'order_by': 'name'} | 400 | INVALID_PARAMETER_VALUE | 'order_by'
                {'max_results': 1, 'filter': 'size = 1'} | 400 | INVALID_PARAMETER_VALUE | Invalid attribute key 'size'
                {'max_results': 1, 'page_token': 'abc'} | 400 | INVALID_PARAMETER_VALUE | Invalid page token
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("experiments/search", body), status, code, message);
    }
}
