/** What stands at the root of the server, for someone who opens its address in a browser: MLflow's web UI or a page of ours. */
@NullMarked
package dev.millrace.server.home;

import org.jspecify.annotations.NullMarked;
