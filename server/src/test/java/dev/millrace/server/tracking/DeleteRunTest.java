package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeleteRunTest extends EndpointTest {
    @Test
    void deletesAndRestoresAnyNumberOfTimes() {
        String run = server.run();

        ok(server.post("runs/delete", "{'run_id': '%s'}", run));
        ok(server.post("runs/delete", "{'run_id': '%s'}", run));
        assertThat(server.get("runs/get", "run_id=" + run).at("run.info.lifecycle_stage"))
                .isEqualTo("deleted");
        ok(server.post("runs/restore", "{'run_id': '%s'}", run));
        ok(server.post("runs/restore", "{'run_id': '%s'}", run));
        assertThat(server.get("runs/get", "run_id=" + run).at("run.info.lifecycle_stage"))
                .isEqualTo("active");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                {'run_id': 5} | 400 | INVALID_PARAMETER_VALUE | 'run_id'
                {'run_id': 'nope'} | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/delete", body), status, code, message);
    }
}
