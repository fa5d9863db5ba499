package dev.millrace.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param level how bad it is
 * @param subject what, e.g. {@code git}
 * @param text what was found and, when it is not well, what to do
 */
public record Finding(Level level, String subject, String text) {
    /** How bad a finding is. */
    public enum Level {
        /** As it should be. */
        OK("ok"),
        /** Something will not work or is risky, but Millrace runs. */
        WARNING("warn"),
        /** Millrace cannot work like this. */
        PROBLEM("FAIL");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        /** As it is printed. */
        public String label() {
            return label;
        }
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text);
    }

    static Finding warning(String subject, String text) {
        return new Finding(Level.WARNING, subject, text);
    }

    /** What Millrace cannot work with. */
    public static Finding problem(String subject, String text) {
        return new Finding(Level.PROBLEM, subject, text);
    }
}
