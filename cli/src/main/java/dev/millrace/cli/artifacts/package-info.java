/** {@code millrace artifacts …}: a class for each command. */
@NullMarked
package dev.millrace.cli.artifacts;

import org.jspecify.annotations.NullMarked;
