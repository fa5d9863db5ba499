/**
 * The {@code millrace} command: one class per subcommand, and the only module that sees all others, prints to the
 * terminal and ends the process.
 */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
