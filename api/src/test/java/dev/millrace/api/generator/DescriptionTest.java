package dev.millrace.api.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DescriptionTest {
    @Test
    void readsEndpointsMessagesAndEnums() {
        Description description = Description.parse(List.of(
                "# a comment",
                "POST|GET 2.0 mlflow/things/search SearchThings -> SearchThingsResponse",
                "message SearchThings {",
                "   2 thing_ids: string[] required",
                "   1 state: State = ON or other",
                "}",
                "message SearchThingsResponse {}",
                "enum State {",
                "   1 ON",
                "}"));

        assertThat(description.operations())
                .containsExactly(new Description.Operation(
                        List.of("POST", "GET"), "2.0", "mlflow/things/search", "SearchThings", "SearchThingsResponse"));
        assertThat(description.messages().getFirst().fields())
                .containsExactly(
                        new Description.Field(2, "thing_ids", "string", true, Optional.empty(), true, Optional.empty()),
                        new Description.Field(
                                1, "state", "State", false, Optional.of("ON"), false, Optional.of("other")));
        assertThat(description.messages().getLast().fields()).isEmpty();
        assertThat(description.isEnum("State")).isTrue();
        assertThat(description.isRequest("SearchThings")).isTrue();
    }

    @Test
    void namesTheLineThatItCannotRead() {
        assertThatThrownBy(() -> Description.parse(List.of("message A {", "one x: string")))
                .hasMessageContaining("one x: string");
    }
}
