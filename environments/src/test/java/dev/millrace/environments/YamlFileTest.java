package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlFileTest {
    @ParameterizedTest
    @CsvSource({
        "1e-3, java.lang.String",
        "1.0e-3, java.lang.Double",
        "0.10, java.lang.Double",
        "7, java.lang.Integer",
        "yes, java.lang.Boolean",
        "2020-01-01, java.lang.String",
        "text, java.lang.String"
    })
    void takesAScalarForWhatPythonTakesItFor(String scalar, Class<?> type, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "key: " + scalar);

        assertThat(YamlFile.read(file).get("key")).isInstanceOf(type);
    }
}
