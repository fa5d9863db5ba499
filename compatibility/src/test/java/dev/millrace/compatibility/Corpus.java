package dev.millrace.compatibility;

import java.nio.file.Path;
import java.util.List;

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

    /** Where the original's answers to the scenario are kept. */
    static Path recording(Scenario scenario) {
        return RESOURCES.resolve("recorded").resolve(scenario.name() + ".txt");
    }

    /** Where Millrace's answers of the last replay are left. */
    static Path replayed(Scenario scenario) {
        return CompatibilityConfig.root().resolve("compatibility/target/replayed/" + scenario.name() + ".txt");
    }
}
