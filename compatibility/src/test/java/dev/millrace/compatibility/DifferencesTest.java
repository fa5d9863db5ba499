package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of allowed differences and the marks in the corpus name the same things. */
class DifferencesTest {

    private static final Pattern SECTION = Pattern.compile("(?m)^### ([a-z0-9-]+)( \\*\\(not in the corpus\\)\\*)?$");

    @Test
    void everyMarkIsExplainedAndEveryExplanationIsMet() throws IOException {
        String page = Files.readString(CompatibilityConfig.root().resolve("compatibility/differences.md"));
        Set<String> explained = SECTION.matcher(page)
                .results()
                .filter(section -> section.group(2) == null)
                .map(section -> section.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> marked = Corpus.all().stream()
                .flatMap(scenario -> scenario.steps().stream())
                .flatMap(step -> step.differences().stream())
                .map(Difference::id)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(marked).isEqualTo(explained);
    }
}
