package dev.millrace.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and prints.
 *
 * @param in what it is given to work on
 * @param out results, which scripts read
 * @param err what goes wrong
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err) {
    /** Standard output of this process, with nothing held back, and with an error where it cannot take something. */
    static OutputStream standardOutput() {
        return new FileOutputStream(FileDescriptor.out);
    }

    /** The terminal of this process, always UTF-8: paths and names print alike whatever the locale. */
    static Terminal ofProcess() {
        return new Terminal(
                System.in,
                new PrintStream(standardOutput(), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    }
}
