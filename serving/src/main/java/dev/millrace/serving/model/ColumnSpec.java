package dev.millrace.serving.model;

/**
 * A column of a signature.
 *
 * @param name empty in a signature that names no columns
 * @param required whether a request must have it
 */
public record ColumnSpec(String name, ColumnType type, boolean required) {}
