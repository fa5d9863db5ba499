package dev.millrace.projects;

import java.util.List;

/**
 * Something that a project can be asked to do.
 *
 * @param parameters in the order of the file
 * @param command a shell command with a placeholder {@code {name}} where the value of a parameter goes
 */
public record EntryPoint(String name, List<Parameter> parameters, String command) {
    public EntryPoint {
        parameters = List.copyOf(parameters);
    }

    boolean declares(String parameter) {
        return parameters.stream().anyMatch(declared -> declared.name().equals(parameter));
    }
}
