package dev.millrace.http;

import java.io.OutputStream;
import java.nio.file.Path;

/** Where an audit log goes. */
public sealed interface AuditConfig {

    /** @param path of the file that lines are appended to */
    record InFile(Path path) implements AuditConfig {}

    /** @param out takes each batch of lines at once, throws where it cannot, and is never closed */
    record ToStream(OutputStream out) implements AuditConfig {}
}
