package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.millrace.server.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Millrace answers each request of the corpus as MLflow 3.17.2 did when it was recorded, or as the list of allowed
 * differences says. Its answers are left in {@code target/replayed}, to be compared as files with {@code recorded}.
 */
class ReplayTest {

    @TempDir
    static Path scratch;

    private static int equal;
    private static int allowed;
    private static int wrong;

    @TestFactory
    Stream<DynamicContainer> answersAsTheOriginal() {
        return Corpus.scenarios().stream()
                .map(scenario ->
                        dynamicContainer(scenario.name(), Stream.of(scenario).flatMap(ReplayTest::tests)));
    }

    private static Stream<DynamicTest> tests(Scenario scenario) {
        if (!scenario.flags().isEmpty() && CompatibilityConfig.serverUrl().isPresent()) {
            String reason = "a server that runs already has its own flags, not "
                    + String.join(" ", scenario.flags().words());
            return Stream.of(dynamicTest(scenario.name(), () -> assumeTrue(false, scenario.name() + ": " + reason)));
        }
        return requests(scenario);
    }

    private static Stream<DynamicTest> requests(Scenario scenario) {
        try {
            Recording recording =
                    Objects.requireNonNull(Corpus.recording(scenario), "not recorded yet: " + scenario.name());
            List<Replay.Exchanged> exchanged = replay(scenario);
            Recording.of(exchanged).write(Corpus.replayed(scenario));
            assertThat(exchanged.stream().map(each -> each.step().title()).toList())
                    .as("the corpus has changed since it was recorded")
                    .isEqualTo(recording.requests());
            return IntStream.range(0, exchanged.size())
                    .mapToObj(i -> dynamicTest(
                            "line " + exchanged.get(i).step().line() + ": "
                                    + recording.requests().get(i),
                            () -> check(
                                    exchanged.get(i),
                                    recording.answer(i),
                                    recording.answers().get(i))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Replay.Exchanged> replay(Scenario scenario) throws IOException {
        Path folder = Files.createDirectory(scratch.resolve(scenario.name()));
        if (CompatibilityConfig.serverUrl().isPresent()) {
            return Replay.run(scenario, CompatibilityConfig.serverUrl().get(), folder);
        }
        try (Subject millrace = scenario.flags().isEmpty()
                ? new Millrace()
                : CommandServer.millrace(TestDatabase.chosen().uri(folder), scenario.flags())) {
            URI server = millrace.start(folder);
            return Replay.run(scenario, server, folder);
        }
    }

    private static void check(Replay.Exchanged exchanged, Answer original, String recorded) {
        Difference difference = exchanged.step().difference(TestDatabase.chosen());
        boolean same = exchanged.text().strip().equals(recorded);
        wrong++;
        if (difference == null) {
            assertThat(exchanged.text().strip()).as(exchanged.step().title()).isEqualTo(recorded);
            equal++;
        } else {
            assertThat(same)
                    .as(
                            "%s is marked as different (%s) and is not",
                            exchanged.step().title(), difference.id())
                    .isFalse();
            assertThat(difference.accepts(original, exchanged.answer()))
                    .as("%s should be %s, but is%n%s", exchanged.step().title(), difference, exchanged.text())
                    .isTrue();
            allowed++;
        }
        wrong--;
    }

    @AfterAll
    static void report(TestReporter reporter) {
        reporter.publishEntry(
                "replayed requests", "%d equal, %d allowed differences, %d wrong".formatted(equal, allowed, wrong));
    }
}
