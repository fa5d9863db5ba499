/** {@code millrace runs …}: a class for each command. */
@NullMarked
package dev.millrace.cli.runs;

import org.jspecify.annotations.NullMarked;
