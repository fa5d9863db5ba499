/** What {@code doctor} looks at on this machine, and who holds a port. */
@NullMarked
package dev.millrace.cli.doctor;

import org.jspecify.annotations.NullMarked;
