package dev.millrace.artifacts.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcsConfigTest {

    @Test
    void isGooglesServiceWhenNothingIsSet() {
        GcsConfig config = GcsConfig.of(Map.of());

        assertThat(config.emulator()).isNull();
        assertThat(config.keyFile()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:4443, http://localhost:4443", "localhost:4443, http://localhost:4443"})
    void readsWhereAnEmulatorIs(String value, String address) {
        assertThat(GcsConfig.of(Map.of("STORAGE_EMULATOR_HOST", value)).emulator())
                .hasToString(address);
    }

    @Test
    void readsTheFileOfCredentials() {
        assertThat(GcsConfig.of(Map.of("GOOGLE_APPLICATION_CREDENTIALS", "/k.json"))
                        .keyFile())
                .isEqualTo(Path.of("/k.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "a b", "http:///x"})
    void namesTheVariableThatMakesNoSense(String value) {
        assertThatThrownBy(() -> GcsConfig.of(Map.of("STORAGE_EMULATOR_HOST", value)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("STORAGE_EMULATOR_HOST");
    }

    @Test
    void refusesAFileThatIsNone() {
        assertThatThrownBy(() -> new GcsStores(Map.of("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/k.json")))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("GOOGLE_APPLICATION_CREDENTIALS");
    }
}
