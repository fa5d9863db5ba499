package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioTest {

    @TempDir
    Path folder;

    @Test
    void eachBodyIsARequest() throws IOException {
        Scenario scenario = read("""
                # two bodies under one request line
                POST /create
                | {"name": "a"}
                = id experiment.id
                | {"name": 5}
                ! wrong-type: 400 INVALID_PARAMETER_VALUE "name"
                | {"name": "long"}
                ! [postgresql mariadb] too-long: 400
                GET /get?id=${id}
                Accept: text/plain
                """);

        assertThat(scenario.steps())
                .extracting(Step::body)
                .containsExactly("{\"name\": \"a\"}", "{\"name\": 5}", "{\"name\": \"long\"}", null);
        assertThat(scenario.steps().get(0).captures()).isEqualTo(Map.of("id", "experiment.id"));
        assertThat(scenario.steps().get(1).difference(TestDatabase.SQLITE))
                .isEqualTo(new Difference(
                        EnumSet.allOf(TestDatabase.class), "wrong-type", 400, "INVALID_PARAMETER_VALUE", "name"));
        assertThat(scenario.steps().get(2).difference(TestDatabase.SQLITE)).isNull();
        assertThat(scenario.steps().get(2).difference(TestDatabase.MARIADB))
                .extracting(Difference::id)
                .isEqualTo("too-long");
        assertThat(scenario.steps().get(3).headers()).isEqualTo(Map.of("Accept", "text/plain"));
    }

    @Test
    void jsonIsAnnouncedUnlessTheFileSaysOtherwise() throws IOException {
        Scenario scenario = read("""
                POST /a
                | {}
                POST /b
                Content-Type: none
                | {}
                """);

        assertThat(scenario.steps().get(0).headers()).containsEntry("Content-Type", "application/json");
        assertThat(scenario.steps().get(1).headers()).isEmpty();
    }

    @Test
    void flagsAndHeadersStandBeforeTheFirstRequest() throws IOException {
        Scenario scenario = read("""
                % --static-prefix /mlf
                % --artifacts-only
                @ vary location
                GET /mlf
                """);

        assertThat(scenario.flags().words(Path.of("/data")))
                .containsExactly("--static-prefix", "/mlf", "--artifacts-only");
        assertThat(scenario.headers()).containsExactly("vary", "location");
        assertThatThrownBy(() -> read("GET /a\n% --artifacts-only\n")).hasMessageContaining("line 2");
    }

    @Test
    void aLineThatMeansNothingIsRefused() {
        assertThatThrownBy(() -> read("PSOT /a\n")).hasMessageContaining("line 1");
    }

    @Test
    void variablesAreRepeatedNumberedAndEncoded() {
        Variables variables = new Variables();
        variables.set("id", "7");

        assertThat(variables.expand("/get?id=${id}")).isEqualTo("/get?id=7");
        assertThat(variables.expand("${ab*3}")).isEqualTo("ababab");
        assertThat(variables.expand("[${1..2, {\"key\": \"k#\"}}]")).isEqualTo("[{\"key\": \"k1\"},{\"key\": \"k2\"}]");
        assertThat(variables.expand("filter=${% name = 'a%' AND id = '${id}'}"))
                .isEqualTo("filter=name+%3D+%27a%25%27+AND+id+%3D+%277%27");
    }

    private Scenario read(String text) throws IOException {
        return Scenario.read(Files.writeString(folder.resolve("s.http"), text));
    }
}
