/**
 * Artifacts on Google Cloud Storage, by its own client library over HTTP. An optional part of the distribution; nothing
 * outside knows more of it than {@link dev.millrace.artifacts.gcs.GcsStores}, by name.
 */
@NullMarked
package dev.millrace.artifacts.gcs;

import org.jspecify.annotations.NullMarked;
