package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogModelTest extends EndpointTest {
    private static final String MODEL =
            "{\\\"artifact_path\\\": \\\"%s\\\", \\\"flavors\\\": {\\\"f\\\": {\\\"config\\\": 1, \\\"x\\\": 2}},"
                    + " \\\"utc_time_created\\\": \\\"2020\\\", \\\"run_id\\\": \\\"r\\\"}";

    @Test
    void addsToTheListInATag() {
        String run = server.run();
        ok(log(run, MODEL.formatted("a")));
        ok(log(run, MODEL.formatted("b")));

        var answer = server.get("runs/get", "run_id=" + run);
        String name = answer.at("run.info.run_name");
        String first = answer.at("run.data.tags.0.value");
        assertThat(first.equals(name) ? answer.at("run.data.tags.1.value") : first)
                .startsWith("[{\"run_id\":\"r\",\"artifact_path\":\"a\"")
                .contains("\"artifact_path\":\"b\"")
                .contains("{\"f\":{\"x\":2}}");
    }

    @Test
    void namesWhatIsMissing() {
        refused(
                log(server.run(), "{\\\"run_id\\\": \\\"r\\\", \\\"flavors\\\": {}}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Model json is missing mandatory fields: {'artifact_path', 'utc_time_created'}");
    }

    private static dev.millrace.server.TestServer.Answer log(String run, String model) {
        return server.postRaw("runs/log-model", "{\"run_id\": \"" + run + "\", \"model_json\": \"" + model + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {'model_json': '{}'} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                {'run_id': 'RUN'} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'model_json'
                {'run_id': 'RUN', 'model_json': '{'} | 400 | INVALID_PARAMETER_VALUE | is not a valid JSON
                {'run_id': 'RUN', 'model_json': '[]'} | 400 | INVALID_PARAMETER_VALUE | a JSON object is needed
                {'run_id': 'RUN', 'model_json': 5} | 400 | INVALID_PARAMETER_VALUE | 'model_json'
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/log-model", body.replace("RUN", run())), status, code, message);
    }

    private static String run() {
        return server.run();
    }
}
