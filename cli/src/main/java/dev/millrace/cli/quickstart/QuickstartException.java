package dev.millrace.cli.quickstart;

/** A step did not work. The message says why, and what to look at. */
public final class QuickstartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public QuickstartException(String message) {
        super(message);
    }
}
