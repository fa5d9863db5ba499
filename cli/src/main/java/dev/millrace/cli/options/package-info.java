/**
 * What a command accepts and how its command line is read: options, examples, help, shell completion, and where each
 * value came from (flag, environment, file or default).
 *
 * <p>Written here rather than taken from a library because the start of the process is measured: see
 * {@code docs/dependencies.md} for the figures.
 */
@NullMarked
package dev.millrace.cli.options;

import org.jspecify.annotations.NullMarked;
