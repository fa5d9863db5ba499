package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTemplateTest {
    private static final Map<String, String> VALUES =
            Map.of("plain", "a1.5", "words", "hello world", "quote", "it's", "empty", "", "shell", "$(rm -rf x); y");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            run {plain}            | run a1.5
            run {words}            | run 'hello world'
            run {quote}            | run 'it'"'"'s'
            run {empty} end        | run '' end
            run {shell}            | run '$(rm -rf x); y'
            run {plain!s}          | run a1.5
            echo {{plain}} {plain} | echo {plain} a1.5
            awk '{{print $1}}'     | awk '{print $1}'
            no placeholder         | no placeholder
            """)
    void putsValuesInAsSingleWords(String template, String command) {
        assertThat(CommandTemplate.fill(template, VALUES)).isEqualTo(command);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            run {unknown}   | names the parameter {unknown}, which is not declared
            run {}          | names the parameter {}
            run {plain:>10} | names the parameter {plain:>10}
            run {plain      | A single { stands in the command
            run plain}      | A single } stands in the command
            """)
    void refusesAPlaceholderThatMeansNothing(String template, String message) {
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> CommandTemplate.fill(template, VALUES))
                .withMessageContaining(message);
    }
}
