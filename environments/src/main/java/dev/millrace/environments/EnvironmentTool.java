package dev.millrace.environments;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What makes the Python environment of a project or model: MLflow's {@code --env-manager}. */
public enum EnvironmentTool {
    /** None is made: the caller's own Python is used as it is. */
    LOCAL,
    /** The standard library's venv, filled by pip. */
    VIRTUALENV,
    /** uv, which also fetches a Python that is missing. */
    UV;

    /**
     * The tool of that name, in any case.
     *
     * @throws EnvironmentException for another name; for conda it says what to use instead
     */
    public static EnvironmentTool parse(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        if (wanted.equals("CONDA")) {
            throw new EnvironmentException(
                    "Environments of conda are not made here: use uv or virtualenv, which install"
                            + " the pip packages that a conda.yaml names.");
        }
        return Arrays.stream(values())
                .filter(tool -> tool.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new EnvironmentException("'" + name + "' makes no environments: choose one of "
                        + Arrays.stream(values()).map(EnvironmentTool::toString).collect(Collectors.joining(", "))
                        + "."));
    }

    /** uv where it is installed, otherwise venv. */
    public static EnvironmentTool preferred(EnvironmentsConfig config) {
        return config.findProgram("uv").isPresent() ? UV : VIRTUALENV;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
