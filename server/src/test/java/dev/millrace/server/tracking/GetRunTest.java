package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetRunTest extends EndpointTest {
    @Test
    void showsAllThatARunHolds() {
        String run = server.run();
        ok(server.post(
                "runs/log-batch",
                "{'run_id': '%s', 'metrics': [{'key': 'm', 'value': 'NaN', 'timestamp': 3, 'step': 1}],"
                        + " 'params': [{'key': 'p', 'value': 'x'}], 'tags': [{'key': 't', 'value': 'y'}]}",
                run));

        var found = server.get("runs/get", "run_uuid=" + run);

        assertThat(found.at("run.data.metrics"))
                .isEqualTo("[{\"key\":\"m\",\"value\":\"NaN\",\"timestamp\":3,\"step\":1}]");
        assertThat(found.at("run.data.params")).isEqualTo("[{\"key\":\"p\",\"value\":\"x\"}]");
        assertThat(found.at("run.data.tags.1.value")).isEqualTo("y");
        assertThat(found.at("run.inputs")).isEqualTo("{}");
        assertThat(found.at("run.outputs")).isEqualTo("{}");
    }

    @Test
    void anIdCountsLetterByLetter() {
        String other = server.run().toUpperCase(Locale.ROOT);
        assertThat(server.get("runs/get", "run_id=" + other).status()).isEqualTo(404);
        assertThat(server.post("runs/log-parameter", "{'run_id': '%s', 'key': 'p', 'value': 'x'}", other)
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                x=1 | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                run_id= | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                run_id=nope | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.get("runs/get", body), status, code, message);
    }
}
