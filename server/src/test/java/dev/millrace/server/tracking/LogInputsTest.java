package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogInputsTest extends EndpointTest {
    private static final String DATASET =
            "{'dataset': {'name': 'd', 'digest': 'abc', 'source_type': 'local', 'source': 's', 'schema': '{}'},"
                    + " 'tags': [{'key': 'mlflow.data.context', 'value': '%s'}]}";

    @Test
    void anEdgeKeepsItsFirstTags() {
        String run = server.run();
        ok(server.post("runs/log-inputs", "{'run_id': '%s', 'datasets': [" + DATASET + "]}", run, "training"));
        ok(server.post("runs/log-inputs", "{'run_id': '%s', 'datasets': [" + DATASET + "]}", run, "eval"));

        var found = server.get("runs/get", "run_id=" + run);
        assertThat(found.at("run.inputs.dataset_inputs.0.dataset.name")).isEqualTo("d");
        assertThat(found.at("run.inputs.dataset_inputs.0.tags.0.value")).isEqualTo("training");
        assertThat(found.at("run.inputs.dataset_inputs.1")).isEmpty();
    }

    @Test
    void anEntryWithoutADataSetIsOneWithoutAName() {
        String run = server.run();
        ok(server.post("runs/log-inputs", "{'run_id': '%s', 'datasets': [{}, {'dataset': {}}]}", run));

        assertThat(server.get("runs/get", "run_id=" + run).body())
                .contains(
                        "\"dataset_inputs\":[{\"dataset\":{\"name\":\"\",\"digest\":\"\",\"source_type\":\"\",\"source\":\"\"}}]");
    }

    @Test
    void dataSetsOfAnExperimentAreListedWithTheirContexts() {
        String experiment = experiment("data");
        String run = server.post("runs/create", "{'experiment_id': '%s'}", experiment)
                .at("run.info.run_id");
        ok(server.post("runs/log-inputs", "{'run_id': '%s', 'datasets': [" + DATASET + "]}", run, "training"));

        var found = server.send(
                "POST",
                "/ajax-api/2.0/mlflow/experiments/search-datasets",
                "{\"experiment_ids\": [\"" + experiment + "\"]}",
                "application/json");

        assertThat(found.body())
                .isEqualTo("{\"dataset_summaries\":[{\"experiment_id\":\"" + experiment
                        + "\",\"name\":\"d\",\"digest\":\"abc\",\"context\":\"training\"}]}");
        assertThat(server.post("experiments/search-datasets", "{'experiment_ids': ['0']}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void modelsAreInputsAndOutputs() {
        String run = server.run();
        ok(server.post("runs/log-inputs", "{'run_id': '%s', 'models': [{'model_id': 'm-1'}]}", run));
        ok(server.post("runs/outputs", "{'run_id': '%s', 'models': [{'model_id': 'm-2', 'step': 4}]}", run));

        var found = server.get("runs/get", "run_id=" + run);
        assertThat(found.at("run.inputs.model_inputs")).isEqualTo("[{\"model_id\":\"m-1\"}]");
        assertThat(found.at("run.outputs.model_outputs")).isEqualTo("[{\"model_id\":\"m-2\",\"step\":4}]");
        refused(
                server.post("runs/outputs", "{'run_id': '%s', 'models': [{'model_id': 'm-2', 'step': 5}]}", run),
                400,
                "BAD_REQUEST",
                "is an output of the run " + run + " already");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                {'run_id': 'nope'} | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found
                {'run_id': 'RUN', 'datasets': {}} | 400 | INVALID_PARAMETER_VALUE | 'datasets'
                {'run_id': 'RUN', 'models': 'x'} | 400 | INVALID_PARAMETER_VALUE | 'models'
                {'run_id': 'RUN', 'datasets': [{'dataset': {'name': 5}}]} | 400 | INVALID_PARAMETER_VALUE | datasets[0].dataset.name
                {'run_id': 'RUN', 'datasets': [{'dataset': {'name': 'd', 'digest': '0123456789012345678901234567890123456'}}]} | 400 | INVALID_PARAMETER_VALUE | 'digest' exceeds the maximum length of 36 characters
                {'run_id': 'RUN', 'models': [{'model_id': 5}]} | 400 | INVALID_PARAMETER_VALUE | models[0].model_id
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/log-inputs", body.replace("RUN", run())), status, code, message);
    }

    private static String run() {
        return server.run();
    }
}
