package dev.millrace.cli.options;

/** The command line itself is wrong: exit code 2. The message says what and, where it can, what to write instead. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }
}
