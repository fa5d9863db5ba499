package dev.millrace.environments;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Python release, or a series of them.
 *
 * @param minor -1 where only the major number is given
 * @param patch -1 where any patch release of the series is meant
 */
public record PythonVersion(int major, int minor, int patch) implements Comparable<PythonVersion> {
    private static final Pattern TEXT =
            Pattern.compile("(?:==)?\\s*(\\d{1,4})(?:\\.(\\d{1,4}))?(?:\\.(\\d{1,4})|\\.\\*)?");
    private static final Comparator<PythonVersion> ORDER = Comparator.comparingInt(PythonVersion::major)
            .thenComparingInt(PythonVersion::minor)
            .thenComparingInt(PythonVersion::patch);

    /**
     * Reads {@code 3}, {@code 3.11}, {@code 3.11.*} or {@code 3.11.7}, also with {@code ==} before it.
     *
     * @throws EnvironmentException for anything else
     */
    public static PythonVersion parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new EnvironmentException("'" + text + "' is not a Python version such as 3.11 or 3.11.7.");
        }
        return new PythonVersion(Integer.parseInt(matcher.group(1)), number(matcher, 2), number(matcher, 3));
    }

    private static int number(Matcher matcher, int group) {
        return matcher.group(group) == null ? -1 : Integer.parseInt(matcher.group(group));
    }

    /** Whether the other is this very release, or one of this series. */
    public boolean includes(PythonVersion other) {
        return major == other.major && (minor == -1 || minor == other.minor) && (patch == -1 || patch == other.patch);
    }

    /** The series this release belongs to: 3.11 for 3.11.7. */
    public PythonVersion series() {
        return new PythonVersion(major, minor, -1);
    }

    @Override
    public int compareTo(PythonVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + (minor == -1 ? "" : "." + minor) + (patch == -1 ? "" : "." + patch);
    }
}
