package dev.millrace.cli.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command line that was read by the rules of a {@link Syntax}: {@code --name value}, {@code --name=value},
 * {@code -n value}, {@code -nvalue}, and {@code --} before arguments that begin with a dash.
 *
 * @param flags the values given for each option by its name, in order; a switch has {@code true} or {@code false}
 * @param parameters the positional arguments
 * @param help whether help was asked for; nothing else was checked then
 */
public record Arguments(Map<String, List<String>> flags, List<String> parameters, boolean help) {

    /**
     * Reads the words after the command's name.
     *
     * @throws UsageException naming the argument that is not accepted
     */
    public static Arguments parse(Syntax syntax, List<String> words) {
        int end = words.indexOf("--");
        List<String> before = end < 0 ? words : words.subList(0, end);
        if (before.contains("--help") || (before.contains("-h") && !isTaken(syntax, "-h"))) {
            return new Arguments(Map.of(), List.of(), true);
        }
        Reading reading = new Reading(syntax, words);
        reading.run();
        return new Arguments(reading.flags, reading.parameters, false);
    }

    /** MLflow's {@code -h} is {@code --host} where there is such an option. */
    private static boolean isTaken(Syntax syntax, String shortName) {
        return syntax.options().stream().anyMatch(option -> shortName.equals(option.shortName()));
    }

    private static final class Reading {
        private final Syntax syntax;
        private final List<String> words;
        private final Map<String, List<String>> flags = new LinkedHashMap<>();
        private final List<String> parameters = new ArrayList<>();
        private int next;

        Reading(Syntax syntax, List<String> words) {
            this.syntax = syntax;
            this.words = words;
        }

        void run() {
            boolean optionsEnded = false;
            while (next < words.size()) {
                String word = words.get(next++);
                if (optionsEnded || !word.startsWith("-") || word.equals("-")) {
                    parameters.add(word);
                } else if (word.equals("--")) {
                    optionsEnded = true;
                } else {
                    option(word);
                }
            }
            if (parameters.size() > syntax.maximum()) {
                throw new UsageException("unexpected argument '" + parameters.get(syntax.maximum()) + "'");
            }
            if (parameters.size() < syntax.minimum()) {
                throw new UsageException("missing argument " + syntax.parameters());
            }
        }

        private void option(String word) {
            int equals = word.indexOf('=');
            boolean isLong = word.startsWith("--");
            String spelling = isLong ? (equals < 0 ? word : word.substring(0, equals)) : word.substring(0, 2);
            Option option = find(spelling);
            if (option.refusal() != null) {
                throw new UsageException(refusal(spelling, option));
            }
            if (!option.takesValue()) {
                if (word.length() > spelling.length()) {
                    throw new UsageException("option " + spelling + " takes no value");
                }
                put(option, String.valueOf(!spelling.equals(option.negation())));
            } else if (word.length() > spelling.length()) {
                put(option, word.substring(isLong ? equals + 1 : 2));
            } else if (next < words.size()) {
                put(option, words.get(next++));
            } else {
                throw new UsageException("option " + spelling + " needs a value");
            }
        }

        private Option find(String spelling) {
            for (Option option : syntax.options()) {
                if (option.spellings().contains(spelling)) {
                    return option;
                }
            }
            throw new UsageException("no such option: " + spelling + Suggestion.of(spelling, syntax));
        }

        private void put(Option option, String value) {
            check(option, value, option.name());
            List<String> values = flags.computeIfAbsent(option.name(), name -> new ArrayList<>());
            if (!option.repeatable()) {
                values.clear();
            }
            values.add(value);
        }
    }

    static String refusal(String spelling, Option option) {
        return spelling + " is not supported: " + option.refusal();
    }

    static void check(Option option, String value, String source) {
        if (!option.choices().isEmpty() && !option.choices().contains(value)) {
            throw new UsageException("'" + value + "' is no value of " + source + "; choose from "
                    + String.join(", ", option.choices()));
        }
    }
}
