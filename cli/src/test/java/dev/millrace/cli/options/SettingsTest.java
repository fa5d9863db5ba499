package dev.millrace.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Option PORT =
            Option.value("--port", "PORT", "Port.").environment("MLFLOW_PORT").fallback("5000");
    private static final Option URI =
            Option.value("--backend-store-uri", "URI", "Database.").environment("MLFLOW_BACKEND_STORE_URI");
    private static final Option SERVE =
            Option.flag("--serve", "Serve.").negation("--no-serve").environment("MLFLOW_SERVE");
    private static final Option WORKSPACES =
            Option.refused("--enable-workspaces", null, "one workspace only").environment("MLFLOW_ENABLE_WORKSPACES");
    private static final Syntax SYNTAX =
            Syntax.of("server", "Start.", "", List.of(PORT, URI, SERVE, WORKSPACES), List.of());

    private static Settings settings(List<String> words, Map<String, String> environment, Map<String, String> file) {
        return new Settings(
                SYNTAX,
                Arguments.parse(SYNTAX, words),
                environment,
                new ConfigurationFile(Path.of("/etc/millrace.properties"), file));
    }

    @Test
    void prefersFlagToEnvironmentToFileToDefault() {
        Map<String, String> environment = Map.of("MLFLOW_PORT", "2");
        Map<String, String> file = Map.of("server.port", "3");

        assertThat(settings(List.of("--port=1"), environment, file).of(PORT))
                .isEqualTo(new Setting(PORT, "1", "flag --port"));
        assertThat(settings(List.of(), environment, file).of(PORT))
                .isEqualTo(new Setting(PORT, "2", "environment MLFLOW_PORT"));
        assertThat(settings(List.of(), Map.of(), file).of(PORT))
                .isEqualTo(new Setting(PORT, "3", "file /etc/millrace.properties"));
        assertThat(settings(List.of(), Map.of(), Map.of()).of(PORT)).isEqualTo(new Setting(PORT, "5000", "default"));
    }

    @Test
    void takesAnEmptyVariableAsUnset() {
        assertThat(settings(List.of(), Map.of("MLFLOW_PORT", ""), Map.of()).get(PORT))
                .isEqualTo("5000");
    }

    @Test
    void saysWhereAWrongValueStands() {
        assertThatThrownBy(() -> settings(List.of(), Map.of("MLFLOW_PORT", "x"), Map.of())
                        .number(PORT, 0, 65535))
                .hasMessage("'x' is no value of --port (environment MLFLOW_PORT); it must be a whole number");
        assertThatThrownBy(() ->
                        settings(List.of("--port=70000"), Map.of(), Map.of()).number(PORT, 0, 65535))
                .hasMessageContaining("between 0 and 65535");
        assertThatThrownBy(() -> settings(List.of(), Map.of("MLFLOW_SERVE", "maybe"), Map.of())
                        .isOn(SERVE))
                .hasMessageContaining("true or false");
    }

    @Test
    void refusesUnsupportedOptionsOfTheEnvironmentToo() {
        assertThatThrownBy(() -> settings(List.of(), Map.of("MLFLOW_ENABLE_WORKSPACES", "true"), Map.of()))
                .hasMessage("--enable-workspaces (set by environment MLFLOW_ENABLE_WORKSPACES) is not supported:"
                        + " one workspace only");
        assertThat(settings(List.of(), Map.of("MLFLOW_ENABLE_WORKSPACES", "false"), Map.of())
                        .get(PORT))
                .isEqualTo("5000");
    }

    @Test
    void refusesAMisspeltKeyOfTheFile() {
        assertThatThrownBy(() -> settings(List.of(), Map.of(), Map.of("server.prot", "1")))
                .hasMessage(
                        "/etc/millrace.properties sets server.prot, which does not exist; did you mean server.port?");
    }

    @Test
    void masksThePasswordOfAUri() {
        Settings settings =
                settings(List.of("--backend-store-uri=postgresql://me:s3cret@db/mlflow"), Map.of(), Map.of());

        assertThat(settings.of(URI).masked()).isEqualTo("postgresql://db/mlflow");
    }
}
