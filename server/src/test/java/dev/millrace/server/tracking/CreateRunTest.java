package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateRunTest extends EndpointTest {
    @Test
    void aRunHasDefaults() {
        var run = server.post("runs/create", "{'experiment_id': '0'}");

        assertThat(run.at("run.info.status")).isEqualTo("RUNNING");
        assertThat(run.at("run.info.start_time")).isEqualTo("0");
        assertThat(run.at("run.info.user_id")).isEmpty();
        assertThat(run.at("run.info.run_id")).matches("[0-9a-f]{32}").isEqualTo(run.at("run.info.run_uuid"));
        assertThat(run.at("run.info.run_name")).matches("[a-z]+-[a-z]+-[0-9]{1,3}");
        assertThat(run.at("run.data.tags.0.value")).isEqualTo(run.at("run.info.run_name"));
        assertThat(run.at("run.info.artifact_uri"))
                .isEqualTo("mlflow-artifacts:/0/" + run.at("run.info.run_id") + "/artifacts");
    }

    @Test
    void theNameMayComeAsATag() {
        var run = server.post(
                "runs/create", "{'experiment_id': '0', 'tags': [{'key': 'mlflow.runName', 'value': 'mine'}]}");

        assertThat(run.at("run.info.run_name")).isEqualTo("mine");
    }

    @Test
    void aQueryStringOfTheLocationStaysAtTheEnd() {
        String experiment = server.post("experiments/create", "{'name': 'q', 'artifact_location': 's3://b/p?x=1'}")
                .at("experiment_id");

        assertThat(server.post("runs/create", "{'experiment_id': '%s'}", experiment)
                        .at("run.info.artifact_uri"))
                .matches("s3://b/p/[0-9a-f]{32}/artifacts\\?x=1");
    }

    @Test
    void aDeletedExperimentTakesNoRuns() {
        String id = experiment("closed");
        ok(server.post("experiments/delete", "{'experiment_id': '%s'}", id));

        refused(
                server.post("runs/create", "{'experiment_id': '%s'}", id),
                400,
                "INVALID_PARAMETER_VALUE",
                "The experiment " + id + " must be in the 'active' state. Current state is deleted.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {} | 400 | INVALID_PARAMETER_VALUE | 'experiment_id'
                {'experiment_id': 'x'} | 400 | INVALID_PARAMETER_VALUE | must be a valid integer
                {'experiment_id': '4711'} | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=4711 exists
                {'experiment_id': '0', 'start_time': 'x'} | 400 | INVALID_PARAMETER_VALUE | 'start_time'
                {'experiment_id': '0', 'start_time': 1.5} | 400 | INVALID_PARAMETER_VALUE | 'start_time'
                {'experiment_id': '0', 'run_name': 5} | 400 | INVALID_PARAMETER_VALUE | 'run_name'
                {'experiment_id': '0', 'user_id': 5} | 400 | INVALID_PARAMETER_VALUE | 'user_id'
                {'experiment_id': '0', 'tags': {}} | 400 | INVALID_PARAMETER_VALUE | 'tags'
                {'experiment_id': '0', 'tags': [{'key': 'a'}, {'key': 'a'}]} | 400 | INVALID_PARAMETER_VALUE | given twice
                {'experiment_id': '0', 'run_name': 'a', 'tags': [{'key': 'mlflow.runName', 'value': 'b'}]} | 400 | INVALID_PARAMETER_VALUE | with different values (run_name='a', mlflow.runName='b')
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/create", body), status, code, message);
    }
}
