package dev.millrace.projects;

import java.util.Map;

/**
 * Fills the placeholders of a command: {@code {name}} and {@code {name!s}} give the value, {@code {{} and {@code }}} a
 * brace. It is the part of Python's {@code str.format} that has a meaning for words of a shell.
 */
final class CommandTemplate {
    private CommandTemplate() {}

    /**
     * The command with every value put in, quoted for the shell.
     *
     * @throws ProjectException for an unknown placeholder or a brace that stands alone
     */
    static String fill(String template, Map<String, String> values) {
        StringBuilder command = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            char sign = template.charAt(at);
            boolean twice = at + 1 < template.length() && template.charAt(at + 1) == sign;
            if ((sign == '{' || sign == '}') && twice) {
                command.append(sign);
                at += 2;
            } else if (sign == '{') {
                int end = template.indexOf('}', at);
                if (end < 0) {
                    throw alone("{", template);
                }
                command.append(Shell.quote(value(template.substring(at + 1, end), values)));
                at = end + 1;
            } else if (sign == '}') {
                throw alone("}", template);
            } else {
                command.append(sign);
                at++;
            }
        }
        return command.toString();
    }

    private static String value(String placeholder, Map<String, String> values) {
        String name = placeholder.endsWith("!s") ? placeholder.substring(0, placeholder.length() - 2) : placeholder;
        String value = values.get(name);
        if (value == null) {
            throw new ProjectException("The command names the parameter {" + placeholder + "}, which is not declared;"
                    + " declared are: " + (values.isEmpty() ? "none" : String.join(", ", values.keySet()))
                    + ". A brace itself is written twice.");
        }
        return value;
    }

    private static ProjectException alone(String brace, String template) {
        return new ProjectException(
                "A single " + brace + " stands in the command: write it twice if it is meant. Command: " + template);
    }
}
