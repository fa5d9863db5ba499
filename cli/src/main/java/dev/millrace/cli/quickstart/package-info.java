/** The way from nothing to a tracked, registered and served model, step by step, each with the time it took. */
@NullMarked
package dev.millrace.cli.quickstart;

import org.jspecify.annotations.NullMarked;
