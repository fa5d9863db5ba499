/**
 * Webhooks: addresses that are told of what happens in the registry, in MLflow's tables and with its signatures. A
 * delivery is never on the way of a request.
 */
@NullMarked
package dev.millrace.server.webhook;

import org.jspecify.annotations.NullMarked;
