/** The scoring server: serves a logged model over MLflow's scoring protocol. */
@NullMarked
package dev.millrace.serving;

import org.jspecify.annotations.NullMarked;
