package dev.millrace.cli.options;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of a command's options: a flag before the environment, the environment before the file. */
public final class Settings {
    private final Syntax syntax;
    private final Arguments arguments;
    private final Map<String, String> environment;
    private final ConfigurationFile file;

    /**
     * @throws UsageException when the environment or the file sets an option that is refused, to a value that is not
     *     among its choices, or when the file has a key in the command's section that the command does not know
     */
    public Settings(Syntax syntax, Arguments arguments, Map<String, String> environment, ConfigurationFile file) {
        this.syntax = syntax;
        this.arguments = arguments;
        this.environment = environment;
        this.file = file;
        file.checkKeys(syntax);
        for (Option option : syntax.options()) {
            Setting setting = of(option);
            if (setting.value() != null && !setting.isDefault()) {
                if (option.refusal() != null && !isOff(setting.value())) {
                    throw new UsageException(
                            Arguments.refusal(option.name() + " (set by " + setting.origin() + ")", option));
                }
                Arguments.check(option, setting.value(), option.name() + " (set by " + setting.origin() + ")");
            }
        }
    }

    /** A variable such as MLFLOW_ENABLE_WORKSPACES=false asks for nothing, so nothing has to be refused. */
    private static boolean isOff(String value) {
        return value.equalsIgnoreCase("false") || value.equals("0");
    }

    /** Every option with its value and origin, in the order of the syntax. */
    public List<Setting> all() {
        return syntax.options().stream()
                .filter(option -> option.refusal() == null)
                .map(this::of)
                .toList();
    }

    /** The positional arguments. */
    public List<String> parameters() {
        return arguments.parameters();
    }

    /** The value with its origin. */
    public Setting of(Option option) {
        List<String> given = arguments.flags().get(option.name());
        if (given != null) {
            return new Setting(option, given.getLast(), "flag " + option.name());
        }
        for (String variable : option.environment()) {
            String value = environment.get(variable);
            if (value != null && !value.isEmpty()) {
                return new Setting(option, value, "environment " + variable);
            }
        }
        String value = file.values().get(syntax.section() + "." + option.key());
        if (value != null) {
            return new Setting(option, value, "file " + file.path());
        }
        return new Setting(option, option.fallback(), Setting.DEFAULT);
    }

    /** Whether the option was given on the command line. */
    public boolean isFlag(Option option) {
        return arguments.flags().containsKey(option.name());
    }

    /** The value of an option that has a default. */
    public String get(Option option) {
        String value = of(option).value();
        if (value == null) {
            throw new UsageException("option " + option.name() + " is required");
        }
        return value;
    }

    /** The value, or null when nothing sets it. */
    public @Nullable String find(Option option) {
        return of(option).value();
    }

    /** The value, when something sets it. */
    public Optional<String> optional(Option option) {
        return Optional.ofNullable(find(option));
    }

    /** All values of a repeatable option; only flags repeat. */
    public List<String> list(Option option) {
        List<String> given = arguments.flags().get(option.name());
        return given != null ? given : optional(option).stream().toList();
    }

    /** Whether a switch is on; {@code 1}, {@code true} and their opposites are understood in variables and files. */
    public boolean isOn(Option option) {
        String value = find(option);
        if (value == null) {
            return false;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on", "t", "y" -> true;
            case "false", "0", "no", "off", "f", "n" -> false;
            default -> throw wrong(option, "true or false");
        };
    }

    /** A whole number within bounds, both included. */
    public int number(Option option, int least, int most) {
        String value = get(option);
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(option, "a whole number");
        }
        throw wrong(option, "between " + least + " and " + most);
    }

    /** The error for a value that is not what it must be; says where the value was set. */
    public UsageException wrong(Option option, String wanted) {
        return new UsageException("'" + find(option) + "' is no value of " + option.name() + " ("
                + of(option).origin() + "); it must be " + wanted);
    }
}
