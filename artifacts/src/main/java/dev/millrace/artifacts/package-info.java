/**
 * Artifacts, the files of runs and models: where they are kept, behind {@link dev.millrace.artifacts.ArtifactStore}, and the
 * rules for their paths and content types.
 */
@NullMarked
package dev.millrace.artifacts;

import org.jspecify.annotations.NullMarked;
