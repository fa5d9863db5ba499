package dev.millrace.projects;

import org.jspecify.annotations.Nullable;

/**
 * A parameter that an entry point declares.
 *
 * @param type {@code path} and {@code uri} are checked and resolved; every other is taken as text, as in MLflow
 * @param fallback the value without one given; null makes it required
 */
public record Parameter(String name, String type, @Nullable String fallback) {}
