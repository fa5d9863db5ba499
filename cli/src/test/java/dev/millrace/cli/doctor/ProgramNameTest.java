package dev.millrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgramNameTest {
    @Test
    void knowsMillraceByItsCommandAndFolder() {
        List<String> java = List.of("/opt/jdk/bin/java", "-XX:+UseSerialGC", "-cp", "x.jar", "dev.millrace.cli.Main");

        assertThat(ProgramName.of(with(java, "server", "--port", "5000"), "/srv/ml"))
                .isEqualTo("a Millrace server in /srv/ml");
        assertThat(ProgramName.of(with(java, "models", "serve", "-m", "x"), "/home/ada"))
                .isEqualTo("a Millrace models serve in /home/ada");
    }

    @Test
    void showsTheLastArgumentsOfOtherPrograms() {
        assertThat(ProgramName.of(List.of("/usr/bin/python3", "-m", "http.server", "5000"), "/"))
                .isEqualTo("python3 -m http.server 5000");
        List<String> options = with(Collections.nCopies(50, "-Dx=y"), "-jar", "shop.jar");
        assertThat(ProgramName.of(with(List.of("/bin/java"), options.toArray(String[]::new)), "/"))
                .startsWith("java …")
                .endsWith("-Dx=y -jar shop.jar")
                .hasSizeLessThan(100);
    }

    private static List<String> with(List<String> words, String... more) {
        return Stream.concat(words.stream(), List.of(more).stream()).toList();
    }
}
