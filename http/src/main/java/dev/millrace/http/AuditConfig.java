package dev.millrace.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an audit log goes.
 *
 * @param file the file that lines are appended to; null for standard output
 */
public record AuditConfig(@Nullable Path file) {}
