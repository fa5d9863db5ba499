package dev.millrace.server.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of results.
 *
 * @param items the results in order
 * @param nextToken what to send for the next page; null when this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextToken) {}
