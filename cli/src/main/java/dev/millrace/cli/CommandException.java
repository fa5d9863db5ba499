package dev.millrace.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot do its work. The message is all that the user sees: what happened and what to do about it. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
