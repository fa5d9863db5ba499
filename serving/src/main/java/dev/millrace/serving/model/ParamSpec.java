package dev.millrace.serving.model;

/**
 * A parameter that a request may set beside its data.
 *
 * @param type the scalar type's name in the signature, such as {@code double}; {@code object} for nested ones
 * @param list true for a list of such values, false for one
 */
public record ParamSpec(String name, String type, boolean list) {}
