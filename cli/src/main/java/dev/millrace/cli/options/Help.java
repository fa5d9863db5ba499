package dev.millrace.cli.options;

import java.util.ArrayList;
import java.util.List;

/** The help page of a command, 100 columns wide. */
public final class Help {
    private static final int WIDTH = 100;
    private static final int INDENT = 6;

    private Help() {}

    /** The page, ending in a line break. */
    public static String of(Syntax syntax) {
        StringBuilder page = new StringBuilder();
        page.append("Usage: millrace ").append(syntax.command()).append(" [OPTIONS]");
        if (!syntax.parameters().isEmpty()) {
            page.append(' ').append(syntax.parameters());
        }
        page.append("\n\n");
        wrap(page, syntax.summary(), 0);
        if (!syntax.description().isEmpty()) {
            page.append('\n');
            for (String paragraph : syntax.description().split("\n", -1)) {
                wrap(page, paragraph, 0);
            }
        }
        page.append("\nOptions:\n");
        for (Option option : syntax.options()) {
            if (option.refusal() == null) {
                option(page, syntax, option);
            }
        }
        option(page, syntax, Syntax.HELP);
        List<String> refused = syntax.options().stream()
                .filter(option -> option.refusal() != null)
                .map(Option::name)
                .toList();
        if (!refused.isEmpty()) {
            page.append("\nOptions of MLflow's that are refused, each with a word on what to do instead:\n");
            wrap(page, String.join(", ", refused), 2);
        }
        if (!syntax.examples().isEmpty()) {
            page.append("\nExamples:\n");
            for (Syntax.Example example : syntax.examples()) {
                page.append("  ").append(example.line()).append('\n');
                wrap(page, example.meaning(), INDENT);
            }
        }
        return page.toString();
    }

    private static void option(StringBuilder page, Syntax syntax, Option option) {
        List<String> spellings = new ArrayList<>(option.spellings());
        if (option.equals(Syntax.HELP) && syntax.options().stream().anyMatch(other -> "-h".equals(other.shortName()))) {
            spellings.remove("-h");
        }
        page.append("  ").append(String.join(", ", spellings));
        if (option.takesValue()) {
            page.append(' ').append(option.label());
        }
        page.append('\n');
        StringBuilder text = new StringBuilder(option.description());
        if (!option.choices().isEmpty()) {
            text.append(" One of: ").append(String.join(", ", option.choices())).append('.');
        }
        if (option.fallback() != null) {
            text.append(" [default: ").append(option.fallback()).append(']');
        }
        if (!option.environment().isEmpty()) {
            text.append(" [env: ")
                    .append(String.join(", ", option.environment()))
                    .append(']');
        }
        wrap(page, text.toString(), INDENT);
    }

    private static void wrap(StringBuilder page, String text, int indent) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && indent + line.length() + 1 + word.length() > WIDTH) {
                page.repeat(' ', indent).append(line).append('\n');
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        page.repeat(' ', indent).append(line).append('\n');
    }
}
