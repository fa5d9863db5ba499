/**
 * Artifacts over HTTP: the proxy through which clients reach the server's own store, and the artifacts of runs, logged
 * models and model versions, wherever they lie.
 */
@NullMarked
package dev.millrace.server.artifact;

import org.jspecify.annotations.NullMarked;
