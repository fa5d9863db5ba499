package dev.millrace.server.auth;

/**
 * A permission that someone holds by one of their roles.
 *
 * @param pattern the id or name of a resource, or {@code *} for all of the type
 */
record Grant(ResourceType type, String pattern, Permission permission) {}
