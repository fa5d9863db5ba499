package dev.millrace.compatibility;

import dev.millrace.server.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The scenarios of this module and the original's recorded answers to them. */
final class Corpus {

    private static final Path RESOURCES = CompatibilityConfig.root().resolve("compatibility/src/test/resources");

    private Corpus() {}

    static List<Scenario> scenarios() {
        return all().stream()
                .filter(scenario -> scenario.name().contains(CompatibilityConfig.scenarioFilter()))
                .toList();
    }

    /** Those too that a filter leaves out. */
    static List<Scenario> all() {
        return Scenario.readAll(RESOURCES.resolve("corpus"));
    }

    /** The original's answers to the scenario on the kind of database that the build tests; null before they are kept. */
    static @Nullable Recording recording(Scenario scenario) throws IOException {
        Recording own = Recording.read(own(scenario));
        return own == null ? Recording.read(onSqlite(scenario)) : own;
    }

    /** Keeps the original's answers, those of another database than SQLite only where they differ. */
    static void record(Scenario scenario, Recording recording) throws IOException {
        Path file = own(scenario);
        if (!file.equals(onSqlite(scenario)) && recording.equals(Recording.read(onSqlite(scenario)))) {
            Files.deleteIfExists(file);
        } else {
            recording.write(file);
        }
    }

    private static Path own(Scenario scenario) {
        TestDatabase kind = TestDatabase.chosen();
        return kind == TestDatabase.SQLITE
                ? onSqlite(scenario)
                : RESOURCES.resolve(
                        "recorded/" + kind.name().toLowerCase(Locale.ROOT) + "/" + scenario.name() + ".txt");
    }

    private static Path onSqlite(Scenario scenario) {
        return RESOURCES.resolve("recorded").resolve(scenario.name() + ".txt");
    }

    /** Where Millrace's answers of the last replay are left. */
    static Path replayed(Scenario scenario) {
        return CompatibilityConfig.root().resolve("compatibility/target/replayed/" + scenario.name() + ".txt");
    }
}
