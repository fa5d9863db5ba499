/** A typed client of a tracking server, be it Millrace's or MLflow's: its operations, its artifacts, its models. */
@NullMarked
package dev.millrace.client;

import org.jspecify.annotations.NullMarked;
