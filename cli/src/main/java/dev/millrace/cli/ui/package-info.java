/** Finds MLflow's web UI on this machine. */
@NullMarked
package dev.millrace.cli.ui;

import org.jspecify.annotations.NullMarked;
