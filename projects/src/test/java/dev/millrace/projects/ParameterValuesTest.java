package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterValuesTest {
    @TempDir
    private Path folder;

    private static EntryPoint entryPoint(String command, Parameter... parameters) {
        return new EntryPoint("main", List.of(parameters), command);
    }

    private String command(EntryPoint entryPoint, Map<String, String> given) {
        return ParameterValues.of(entryPoint, given)
                .command(folder, (address, position) -> Path.of("/fetched/" + position));
    }

    @Test
    void fillsDefaultsAndAppendsTheRestInTheOrderGiven() {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("z", "1");
        given.put("rate", "0.5");
        given.put("a key", "2 3");
        EntryPoint main =
                entryPoint("go {rate} {depth}", new Parameter("rate", "float", "1"), new Parameter("depth", "x", "3"));

        assertThat(command(main, given)).isEqualTo("go 0.5 3 --z 1 '--a key' '2 3'");
        assertThat(ParameterValues.of(main, given).all())
                .containsExactly(
                        Map.entry("rate", "0.5"),
                        Map.entry("depth", "3"),
                        Map.entry("z", "1"),
                        Map.entry("a key", "2 3"));
    }

    @Test
    void namesAllThatIsMissing() {
        EntryPoint main = entryPoint("", new Parameter("a", "string", null), new Parameter("b", "string", null));

        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> ParameterValues.of(main, Map.of()))
                .withMessageContaining("needs a value for: a, b");
    }

    @Test
    void takesNumbersAsTextWhateverTheirType() {
        EntryPoint main = entryPoint("{n} {m}", new Parameter("n", "float", null), new Parameter("m", "banana", null));

        assertThat(command(main, Map.of("n", "notafloat", "m", "x"))).isEqualTo("notafloat x");
    }

    @Test
    void makesPathsAbsoluteFromTheCallersFolder() throws IOException {
        Files.writeString(folder.resolve("data.csv"), "");
        EntryPoint main = entryPoint("cat {data}", new Parameter("data", "path", null));

        assertThat(command(main, Map.of("data", "data.csv"))).isEqualTo("cat " + folder.resolve("data.csv"));
        assertThat(command(main, Map.of("data", "file:data.csv"))).isEqualTo("cat " + folder.resolve("data.csv"));
        assertThat(command(main, Map.of("data", "runs:/abc/x"))).isEqualTo("cat /fetched/0");
        assertThat(ParameterValues.of(main, Map.of("data", "data.csv")).all()).containsEntry("data", "data.csv");
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> command(main, Map.of("data", "missing.csv")))
                .withMessageContaining("must be a path that exists");
    }

    @Test
    void wantsASchemeInAUri() {
        EntryPoint main = entryPoint("get {at}", new Parameter("at", "uri", null));

        assertThat(command(main, Map.of("at", "https://x/y"))).isEqualTo("get https://x/y");
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> command(main, Map.of("at", "x/y")))
                .withMessageContaining("must be a URI");
    }
}
