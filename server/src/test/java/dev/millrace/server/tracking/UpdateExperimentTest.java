package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateExperimentTest extends EndpointTest {
    @Test
    void renames() {
        String id = experiment("old");

        ok(server.post("experiments/update", "{'experiment_id': '%s', 'new_name': 'new'}", id));

        assertThat(server.get("experiments/get-by-name", "experiment_name=new").at("experiment.experiment_id"))
                .isEqualTo(id);
    }

    @Test
    void aDeletedOneKeepsItsName() {
        String id = experiment("gone");
        ok(server.post("experiments/delete", "{'experiment_id': '%s'}", id));

        refused(
                server.post("experiments/update", "{'experiment_id': '%s', 'new_name': 'back'}", id),
                500,
                "INVALID_STATE",
                "Cannot rename a non-active experiment.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {'new_name': 'x'} | 400 | INVALID_PARAMETER_VALUE | 'experiment_id'
                {'experiment_id': '0'} | 400 | INVALID_PARAMETER_VALUE | 'new_name'
                {'experiment_id': '0', 'new_name': 5} | 400 | INVALID_PARAMETER_VALUE | 'new_name'
                {'experiment_id': 2, 'new_name': 'x'} | 400 | INVALID_PARAMETER_VALUE | Invalid value 2 for parameter 'experiment_id'
                {'experiment_id': '4711', 'new_name': 'x'} | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=4711
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("experiments/update", body), status, code, message);
    }
}
