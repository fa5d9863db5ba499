package dev.millrace.cli.runs;

import dev.millrace.cli.options.Option;

/** The option that names a run. */
final class RunIdOption {
    static final Option RUN_ID = Option.value("--run-id", "ID", "The run.");

    private RunIdOption() {}
}
