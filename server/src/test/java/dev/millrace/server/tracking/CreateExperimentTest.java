package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateExperimentTest extends EndpointTest {
    @Test
    void givesIdsInOrderAndALocationBelowTheRoot() {
        String id = experiment("located");

        var found = server.get("experiments/get", "experiment_id=" + id);
        assertThat(found.at("experiment.artifact_location")).isEqualTo("mlflow-artifacts:/" + id);
        assertThat(found.at("experiment.lifecycle_stage")).isEqualTo("active");
        assertThat(found.at("experiment.workspace")).isEqualTo("default");
        assertThat(found.at("experiment.creation_time")).isEqualTo(found.at("experiment.last_update_time"));
    }

    @Test
    void keepsTagsAndALocationOfItsOwn() {
        var created = server.post(
                "experiments/create",
                "{'name': 'own', 'artifact_location': 's3://b/p?x=1', 'tags': [{'key': 'k', 'value': 'v'}]}");

        var found = server.get("experiments/get", "experiment_id=" + created.at("experiment_id"));
        assertThat(found.at("experiment.artifact_location")).isEqualTo("s3://b/p?x=1");
        assertThat(found.at("experiment.tags.0.value")).isEqualTo("v");
    }

    @Test
    void aNameStaysTakenAfterDeletion() {
        String id = experiment("taken");
        ok(server.post("experiments/delete", "{'experiment_id': '%s'}", id));

        refused(
                server.post("experiments/create", "{'name': 'taken'}"),
                400,
                "RESOURCE_ALREADY_EXISTS",
                "Experiment(name=taken) already exists");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'name'
                {'name': ''} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'name'
                {'name': 5} | 400 | INVALID_PARAMETER_VALUE | Invalid value 5 for parameter 'name' supplied
                {'name': 'Default'} | 400 | RESOURCE_ALREADY_EXISTS | already exists
                {'name': 'a', 'artifact_location': 7} | 400 | INVALID_PARAMETER_VALUE | 'artifact_location'
                {'name': 'a', 'artifact_location': 's3://b/p#f'} | 400 | INVALID_PARAMETER_VALUE | can't include fragments or params
                {'name': 'a', 'artifact_location': 'http://h/x'} | 400 | INVALID_PARAMETER_VALUE | cannot use the 'http' scheme
                {'name': 'a', 'artifact_location': 'runs:/x/y'} | 400 | INVALID_PARAMETER_VALUE | cannot be a runs:/ URI
                {'name': 'a', 'tags': 'x'} | 400 | INVALID_PARAMETER_VALUE | 'tags'
                {'name': 'a', 'tags': [{'key': 'k*', 'value': 'v'}]} | 400 | INVALID_PARAMETER_VALUE | Names may only contain
                {'name': 'a', 'tags': [{'value': 'v'}]} | 400 | INVALID_PARAMETER_VALUE | 'key'
                {'name': 'a', 'tags': [{'key': 'k', 'value': 5}]} | 400 | INVALID_PARAMETER_VALUE | value
                {'name': 'a', 'tags': [{'key': 'k', 'value': '1'}, {'key': 'k', 'value': '2'}]} | 400 | INVALID_PARAMETER_VALUE | given twice
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("experiments/create", body), status, code, message);
    }
}
