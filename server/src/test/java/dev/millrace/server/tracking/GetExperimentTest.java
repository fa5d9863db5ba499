package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetExperimentTest extends EndpointTest {
    @Test
    void theDefaultExperimentIsThereFromTheStart() {
        var found = server.get("experiments/get", "experiment_id=0");

        assertThat(found.at("experiment.name")).isEqualTo("Default");
        assertThat(found.at("experiment.artifact_location")).isEqualTo("mlflow-artifacts:/0");
    }

    @Test
    void readsAnIdAsPythonDoes() {
        for (String id : new String[] {"0", "%200", "0_0", "+0"}) {
            assertThat(server.get("experiments/get", "experiment_id=" + id).status())
                    .as(id)
                    .isEqualTo(200);
        }
    }

    @Test
    void readsABodyWhereThereIsNoQuery() {
        var found = server.send("GET", "/api/2.0/mlflow/experiments/get", "{\"experiment_id\": \"0\"}", "");

        assertThat(found.at("experiment.name")).isEqualTo("Default");
    }

    @Test
    void answersUnderAjaxApiToo() {
        assertThat(server.send("GET", "/ajax-api/2.0/mlflow/experiments/get?experiment_id=0", "", "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void findsByName() {
        String id = experiment("named");

        assertThat(server.get("experiments/get-by-name", "experiment_name=named")
                        .at("experiment.experiment_id"))
                .isEqualTo(id);
        refused(
                server.get("experiments/get-by-name", "experiment_name=nope"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Could not find experiment with name 'nope'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                x=1 | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'experiment_id'
                experiment_id= | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'experiment_id'
                experiment_id=abc | 400 | INVALID_PARAMETER_VALUE | Experiment ID must be a valid integer
                experiment_id=4711 | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=4711 exists
                experiment_id=99999999999999999999 | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=99999999999999999999 exists
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.get("experiments/get", body), status, code, message);
    }
}
