package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateRunTest extends EndpointTest {
    @Test
    void changesOnlyWhatIsGiven() {
        String run = server.run();

        var updated = server.post(
                "runs/update", "{'run_id': '%s', 'status': 'FINISHED', 'end_time': 9, 'run_name': 'renamed'}", run);

        assertThat(updated.at("run_info.status")).isEqualTo("FINISHED");
        assertThat(updated.at("run_info.end_time")).isEqualTo("9");
        assertThat(server.get("runs/get", "run_id=" + run).at("run.data.tags.0.value"))
                .isEqualTo("renamed");
        assertThat(server.post("runs/update", "{'run_id': '%s', 'run_name': ''}", run)
                        .at("run_info.run_name"))
                .isEqualTo("renamed");
        assertThat(server.post("runs/update", "{'run_uuid': '%s', 'status': 4}", run)
                        .at("run_info.status"))
                .isEqualTo("FAILED");
    }

    @Test
    void aDeletedRunIsNotUpdated() {
        refused(
                server.post("runs/update", "{'run_id': '%s', 'status': 'FINISHED'}", deletedRun()),
                400,
                "INVALID_PARAMETER_VALUE",
                "must be in the 'active' state. Current state is deleted.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                {'run_id': 'nope'} | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found
                {'run_id': 'nope', 'end_time': 'x'} | 400 | INVALID_PARAMETER_VALUE | 'end_time'
                {'run_id': 'nope', 'run_name': 5} | 400 | INVALID_PARAMETER_VALUE | 'run_name'
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/update", body), status, code, message);
    }
}
