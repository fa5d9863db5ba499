package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentTagTest extends EndpointTest {
    @Test
    void setsAndReplacesAndDeletes() {
        String id = experiment("tagged");
        ok(server.post("experiments/set-experiment-tag", "{'experiment_id': '%s', 'key': 'k', 'value': '1'}", id));
        ok(server.post("experiments/set-experiment-tag", "{'experiment_id': '%s', 'key': 'k', 'value': '2'}", id));
        assertThat(server.get("experiments/get", "experiment_id=" + id).at("experiment.tags"))
                .isEqualTo("[{\"key\":\"k\",\"value\":\"2\"}]");

        ok(server.post("experiments/delete-experiment-tag", "{'experiment_id': '%s', 'key': 'k'}", id));
        assertThat(server.get("experiments/get", "experiment_id=" + id).at("experiment.tags"))
                .isEmpty();
        refused(
                server.post("experiments/delete-experiment-tag", "{'experiment_id': '%s', 'key': 'k'}", id),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No tag with name: k in experiment with id " + id);
    }

    @Test
    void aDeletedExperimentIsNotTagged() {
        String id = experiment("closed");
        ok(server.post("experiments/delete", "{'experiment_id': '%s'}", id));

        refused(
                server.post("experiments/set-experiment-tag", "{'experiment_id': '%s', 'key': 'k', 'value': 'v'}", id),
                400,
                "INVALID_PARAMETER_VALUE",
                "must be in the 'active' state. Current state is deleted.");
    }

    @Test
    void aLongValueIsRefusedAndNotCut() {
        refused(
                server.post(
                        "experiments/set-experiment-tag",
                        "{'experiment_id': '0', 'key': 'k', 'value': '%s'}",
                        "x".repeat(20_001)),
                400,
                "INVALID_PARAMETER_VALUE",
                "'value' exceeds the maximum length of 20000 characters");
    }

    @Test
    void thereAreAtMostFiftyCustomViews() {
        String id = experiment("views");
        for (int i = 0; i < 50; i++) {
            ok(server.post(
                    "experiments/set-experiment-tag",
                    "{'experiment_id': '%s', 'key': 'mlflow.customView.view.v1.%d', 'value': 'v'}",
                    id,
                    i));
        }
        refused(
                server.post(
                        "experiments/set-experiment-tag",
                        "{'experiment_id': '%s', 'key': 'mlflow.customView.view.v1.50', 'value': 'v'}",
                        id),
                400,
                "INVALID_PARAMETER_VALUE",
                "at most 50 custom views");
        ok(server.post(
                "experiments/set-experiment-tag",
                "{'experiment_id': '%s', 'key': 'mlflow.customView.view.v1.0', 'value': 'changed'}",
                id));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {'key': 'k', 'value': 'v'} | 400 | INVALID_PARAMETER_VALUE | 'experiment_id'
                {'experiment_id': '0', 'value': 'v'} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'key'
                {'experiment_id': '0', 'key': 'a,b', 'value': 'v'} | 400 | INVALID_PARAMETER_VALUE | Names may only contain
                {'experiment_id': '0', 'key': 'a/../b', 'value': 'v'} | 400 | INVALID_PARAMETER_VALUE | This name would resolve to 'b'
                {'experiment_id': '0', 'key': 'k', 'value': {}} | 400 | INVALID_PARAMETER_VALUE | 'value'
                {'experiment_id': '4711', 'key': 'k', 'value': 'v'} | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=4711
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("experiments/set-experiment-tag", body), status, code, message);
    }
}
