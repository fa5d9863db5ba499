package dev.millrace.cli.options;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One option of a command.
 *
 * @param name the long name with its dashes, e.g. {@code --port}
 * @param shortName one dash and a letter, or null
 * @param label what stands for the value in the help; null for a switch, which takes none
 * @param negation the name that turns a switch off, e.g. {@code --no-serve-artifacts}, or null
 * @param environment variables that set the option when no flag does, the first that is set and not empty wins
 * @param fallback the value when nothing sets it, or null
 * @param description what it means, for the help; one or two sentences
 * @param choices the only values that are accepted, for checks and completion; empty when any is
 * @param repeatable whether it may be given more than once
 * @param secret whether its value is masked wherever configuration is printed
 * @param refusal why it is not accepted and what to do instead; null for an option that works
 */
public record Option(
        String name,
        @Nullable String shortName,
        @Nullable String label,
        @Nullable String negation,
        List<String> environment,
        @Nullable String fallback,
        String description,
        List<String> choices,
        boolean repeatable,
        boolean secret,
        @Nullable String refusal) {

    /** An option with a value, as {@code --port PORT}. */
    public static Option value(String name, String label, String description) {
        return new Option(name, null, label, null, List.of(), null, description, List.of(), false, false, null);
    }

    /** A switch without a value, as {@code --once}. */
    public static Option flag(String name, String description) {
        return new Option(name, null, null, null, List.of(), null, description, List.of(), false, false, null);
    }

    /**
     * An option that other programs have and this one does not support: named, so that it is never ignored.
     *
     * @param label null when it takes no value
     */
    public static Option refused(String name, @Nullable String label, String refusal) {
        return new Option(name, null, label, null, List.of(), null, "", List.of(), false, false, refusal);
    }

    /** This option with a one-letter name, e.g. {@code -p}. */
    public Option shortName(String letter) {
        return new Option(
                name,
                letter,
                label,
                negation,
                environment,
                fallback,
                description,
                choices,
                repeatable,
                secret,
                refusal);
    }

    /** This switch with a name that turns it off; its default is then {@code true}. */
    public Option negation(String off) {
        return new Option(
                name, shortName, label, off, environment, "true", description, choices, repeatable, secret, refusal);
    }

    /** This option read from these environment variables too. */
    public Option environment(String... variables) {
        return new Option(
                name,
                shortName,
                label,
                negation,
                List.of(variables),
                fallback,
                description,
                choices,
                repeatable,
                secret,
                refusal);
    }

    /** This option with a default. */
    public Option fallback(String value) {
        return new Option(
                name,
                shortName,
                label,
                negation,
                environment,
                value,
                description,
                choices,
                repeatable,
                secret,
                refusal);
    }

    /** This option accepting only these values. */
    public Option choices(String... values) {
        return new Option(
                name,
                shortName,
                label,
                negation,
                environment,
                fallback,
                description,
                List.of(values),
                repeatable,
                secret,
                refusal);
    }

    /** This option, allowed more than once. */
    public Option repeated() {
        return new Option(
                name, shortName, label, negation, environment, fallback, description, choices, true, secret, refusal);
    }

    /** This option, whose value nobody else should see. */
    public Option masked() {
        return new Option(
                name,
                shortName,
                label,
                negation,
                environment,
                fallback,
                description,
                choices,
                repeatable,
                true,
                refusal);
    }

    /** Whether it takes a value. */
    public boolean takesValue() {
        return label != null;
    }

    /** The key in the configuration file, without the command's prefix: the long name without dashes in front. */
    public String key() {
        return name.substring(2);
    }

    /** All spellings on the command line, the short one first. */
    public List<String> spellings() {
        return Stream.of(shortName, name, negation).flatMap(Stream::ofNullable).toList();
    }
}
