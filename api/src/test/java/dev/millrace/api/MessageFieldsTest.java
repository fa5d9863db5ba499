package dev.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.model.CreateModelVersionResponse;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.RunTag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageFieldsTest {
    @Test
    void tellsWhatIsSetAndPassesListsOver() {
        var batch = new LogBatch(
                "r1",
                List.of(Metric.builder().key("m").value(1.0).timestamp(1L).build()),
                List.of(),
                List.of(new RunTag("t", "v")));

        assertThat(fields(batch)).isEqualTo(Map.of("run_id", "r1"));
    }

    @Test
    void tellsTheFieldsOfAMessageWithin() {
        var answer = new CreateModelVersionResponse(ModelVersion.builder()
                .name("m")
                .version("3")
                .creationTimestamp(5L)
                .build());

        assertThat(fields(answer)).isEqualTo(Map.of("name", "m", "version", "3", "creation_timestamp", "5"));
    }

    private static Map<String, String> fields(Message message) {
        Map<String, String> fields = new LinkedHashMap<>();
        MessageFields.forEach(message, fields::put);
        return fields;
    }
}
