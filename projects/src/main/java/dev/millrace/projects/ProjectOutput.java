package dev.millrace.projects;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's words go.
 *
 * @param messages gets the runner's own lines
 * @param lines gets what the project's process prints, errors included; null lets it print where this process does
 */
public record ProjectOutput(
        Consumer<String> messages, @Nullable Consumer<String> lines) {}
