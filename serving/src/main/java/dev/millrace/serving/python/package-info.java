/** Models that need Python: a pool of processes that run MLflow, spoken to over Unix domain sockets. */
@NullMarked
package dev.millrace.serving.python;

import org.jspecify.annotations.NullMarked;
