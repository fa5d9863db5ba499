/**
 * The model registry: registered models, their versions, stages, tags and aliases, on MLflow's own tables. What a
 * version may be made from is decided in {@link dev.millrace.server.registry.ModelSource}.
 */
@NullMarked
package dev.millrace.server.registry;

import org.jspecify.annotations.NullMarked;
