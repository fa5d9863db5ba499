/**
 * Experiments, runs and what is logged to them: endpoints that check a request and stores that read and write MLflow's
 * tables.
 */
@NullMarked
package dev.millrace.server.tracking;

import org.jspecify.annotations.NullMarked;
