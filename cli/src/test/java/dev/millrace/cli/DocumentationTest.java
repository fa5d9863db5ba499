package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages promise is there. */
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("millrace.root"));
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");
    private static final int LONGEST_README = 120;

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                Path target = page.resolveSibling(link.group(1)).normalize();
                if (!link.group(1).contains(":") && !Files.exists(target)) {
                    broken.add(ROOT.relativize(page) + " -> " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** `./millrace dist` packs the folders docs and examples, and these files. */
    @Test
    void theReadmeOfAReleaseLinksWhatIsInIt() throws IOException {
        Matcher link = LINK.matcher(Files.readString(ROOT.resolve("cli/src/main/launcher/README.md")));

        assertThat(link.results().map(found -> found.group(1)).filter(target -> !target.contains(":")))
                .isNotEmpty()
                .allSatisfy(target ->
                        assertThat(target).matches("docs/[a-z]+\\.md|examples|compatibility/differences\\.md|LICENSE"))
                .allSatisfy(target -> assertThat(ROOT.resolve(target)).exists());
    }

    @Test
    void theReadmeIsShortAndNamesEveryCommand() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(readme.lines().count()).isLessThanOrEqualTo(LONGEST_README);
        for (String command : List.of("quickstart", "test", "server", "run", "models serve", "doctor", "dist")) {
            assertThat(readme).contains("./millrace " + command);
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("compatibility"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }
}
