/**
 * MLflow's scoring protocol: how a request's bytes become the input of a model, what a signature asks of it, and how
 * faults are told.
 */
@NullMarked
package dev.millrace.serving.protocol;

import org.jspecify.annotations.NullMarked;
