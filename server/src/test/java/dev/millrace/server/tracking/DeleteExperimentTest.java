package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeleteExperimentTest extends EndpointTest {
    @Test
    void takesItsRunsWithItAndBringsThemBack() {
        String id = experiment("comes-back");
        String run = server.post("runs/create", "{'experiment_id': '%s'}", id).at("run.info.run_id");

        ok(server.post("experiments/delete", "{'experiment_id': '%s'}", id));
        assertThat(server.get("runs/get", "run_id=" + run).at("run.info.lifecycle_stage"))
                .isEqualTo("deleted");
        assertThat(server.get("experiments/get", "experiment_id=" + id).at("experiment.lifecycle_stage"))
                .isEqualTo("deleted");

        ok(server.post("experiments/restore", "{'experiment_id': '%s'}", id));
        assertThat(server.get("runs/get", "run_id=" + run).at("run.info.lifecycle_stage"))
                .isEqualTo("active");
    }

    @Test
    void isRefusedTheSecondTime() {
        String id = experiment("twice");
        ok(server.post("experiments/delete", "{'experiment_id': '%s'}", id));

        refused(
                server.post("experiments/delete", "{'experiment_id': '%s'}", id),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No Experiment with id=" + id + " exists");
    }

    @Test
    void onlyADeletedOneIsRestored() {
        refused(
                server.post("experiments/restore", "{'experiment_id': '0'}"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No Experiment with id=0 exists");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'experiment_id'
                {'experiment_id': 1} | 400 | INVALID_PARAMETER_VALUE | 'experiment_id'
                {'experiment_id': 'x'} | 400 | INVALID_PARAMETER_VALUE | must be a valid integer
                {'experiment_id': '4711'} | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=4711 exists
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("experiments/delete", body), status, code, message);
    }
}
