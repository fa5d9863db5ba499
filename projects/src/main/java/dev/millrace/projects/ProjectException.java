package dev.millrace.projects;

/** A project cannot be run. The message tells the user what is wrong and what to do. */
public final class ProjectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProjectException(String message) {
        super(message);
    }

    public ProjectException(String message, Throwable cause) {
        super(message, cause);
    }
}
