package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists in requests whose entries are all stored: what stands in them is checked elsewhere, here how much. */
class EntriesTest extends EndpointTest {
    private static final int MOST = 10_000;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    POST  | experiments/create        | {'name': 'long', 'tags': LIST}                   | tags
                    POST  | runs/create               | {'experiment_id': '0', 'tags': LIST}             | tags
                    POST  | runs/log-inputs           | {'run_id': 'RUN', 'models': LIST}                | datasets, tags, and models
                    POST  | runs/log-inputs           | {'run_id': 'RUN', 'datasets': LIST}              | datasets, tags, and models
                    POST  | runs/outputs              | {'run_id': 'RUN', 'models': LIST}                | models
                    POST  | logged-models             | {'experiment_id': '0', 'params': LIST}           | params
                    POST  | logged-models             | {'experiment_id': '0', 'tags': LIST}             | tags
                    POST  | logged-models/m-1/params  | {'params': LIST}                                 | params
                    PATCH | logged-models/m-1/tags    | {'tags': LIST}                                   | tags
                    POST  | registered-models/create  | {'name': 'long', 'tags': LIST}                   | tags
                    POST  | model-versions/create     | {'name': 'long', 'source': 's3://b', 'tags': LIST} | tags
                    """)
    void areBounded(String method, String operation, String body, String what) {
        String json = body.replace("RUN", server.run()).replace("LIST", list(MOST + 1));
        refused(
                server.send(method, "/api/2.0/mlflow/" + operation, json.replace('\'', '"'), "application/json"),
                400,
                "INVALID_PARAMETER_VALUE",
                "A request can contain at most 10000 %1$s. Got 10001 %1$s.".formatted(what));
    }

    @Test
    void tagsOfDataSetsCountTogether() {
        String half = "{'dataset': {'name': 'd'}, 'tags': %s}".formatted(list(MOST / 2));
        refused(
                server.post("runs/log-inputs", "{'run_id': '%s', 'datasets': [%s, %s]}", server.run(), half, half),
                400,
                "INVALID_PARAMETER_VALUE",
                "Got 10002 datasets, tags, and models.");
    }

    @Test
    void mayBeLongerThanAnybodyNeeds() {
        var run = server.post("runs/create", "{'experiment_id': '0', 'tags': %s}", list(MOST));

        assertThat(run.at("run.data.tags.9999.key")).isEqualTo("k9999");
    }

    private static String list(int count) {
        return IntStream.range(0, count)
                .mapToObj("{'key': 'k%d', 'value': 'v'}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
    }
}
