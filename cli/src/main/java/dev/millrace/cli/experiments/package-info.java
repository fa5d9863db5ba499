/** {@code millrace experiments …}: a class for each command. */
@NullMarked
package dev.millrace.cli.experiments;

import org.jspecify.annotations.NullMarked;
