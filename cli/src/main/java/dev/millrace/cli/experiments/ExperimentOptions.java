package dev.millrace.cli.experiments;

import dev.millrace.cli.options.Option;

/** Options that several commands have. */
final class ExperimentOptions {
    static final Option ID =
            Option.value("--experiment-id", "ID", "The experiment.").shortName("-x");

    private ExperimentOptions() {}
}
