package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code completion bash|zsh}: a script for the shell, made from the same descriptions as the help. */
final class CompletionCommand implements Command {
    private final CliConfig config;

    CompletionCommand(CliConfig config) {
        this.config = config;
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(
                        "completion",
                        "Print the completion script for a shell.",
                        "",
                        List.of(),
                        List.of(
                                new Syntax.Example(
                                        "source <(millrace completion bash)", "In this shell, or in ~/.bashrc."),
                                new Syntax.Example("source <(millrace completion zsh)", "The same for zsh.")))
                .parameters("bash|zsh", 1, 1);
    }

    @Override
    public int run(Settings settings, Terminal terminal) {
        switch (settings.parameters().getFirst()) {
            case "bash" -> terminal.out().print(script());
            case "zsh" -> terminal.out().print("autoload -Uz bashcompinit && bashcompinit\n" + script());
            default ->
                throw new UsageException("completion knows bash and zsh, not "
                        + settings.parameters().getFirst());
        }
        return Main.OK;
    }

    private String script() {
        String firstWords = Stream.of(
                        Commands.firstWords().stream(),
                        config.checkout() == null ? Stream.<String>empty() : Commands.OF_THE_CHECKOUT.stream(),
                        Stream.of("--help", "--version"))
                .flatMap(words -> words)
                .collect(Collectors.joining(" "));
        StringBuilder script = new StringBuilder("""
                _millrace() {
                  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
                  COMPREPLY=()
                  if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "%s" -- "$word"))
                    return
                  fi
                  case $command in
                """.formatted(firstWords));
        for (String first : Commands.firstWords()) {
            script.append("    ").append(first).append(")\n");
            List<Commands.Entry> group = Commands.group(first);
            if (group.isEmpty()) {
                Commands.Entry entry = Objects.requireNonNull(Commands.find(List.of(first)));
                options(script, entry.command().apply(config).syntax());
            } else {
                script.append("      if [ \"$COMP_CWORD\" -eq 2 ]; then COMPREPLY=($(compgen -W \"")
                        .append(String.join(" ", Commands.seconds(group)))
                        .append(" --help\" -- \"$word\")); return; fi\n      case ${COMP_WORDS[2]} in\n");
                for (Commands.Entry entry : group) {
                    script.append("      ").append(entry.second()).append(")\n");
                    options(script, entry.command().apply(config).syntax());
                    script.append("      ;;\n");
                }
                script.append("      esac\n");
            }
            script.append("      ;;\n");
        }
        return script.append("""
                  esac
                }
                complete -o default -F _millrace millrace ./millrace
                """).toString();
    }

    private static void options(StringBuilder script, Syntax syntax) {
        values(script, syntax);
        script.append("      [ \"${word#-}\" != \"$word\" ] && COMPREPLY=($(compgen -W \"")
                .append(spellings(syntax))
                .append("\" -- \"$word\"))\n");
        String choice = syntax.parameters().split(" ", 2)[0];
        if (choice.contains("|")) {
            script.append("      [ \"${word#-}\" = \"$word\" ] && COMPREPLY=($(compgen -W \"")
                    .append(choice.replace('|', ' '))
                    .append("\" -- \"$word\"))\n");
        }
    }

    /** After an option with a known set of values, those values. */
    private static void values(StringBuilder script, Syntax syntax) {
        for (Option option : syntax.options()) {
            if (!option.choices().isEmpty()) {
                script.append("      [ \"$before\" = ")
                        .append(option.name())
                        .append(" ] && COMPREPLY=($(compgen -W \"")
                        .append(String.join(" ", option.choices()))
                        .append("\" -- \"$word\")) && return\n");
            }
        }
    }

    private static String spellings(Syntax syntax) {
        return Stream.concat(syntax.options().stream(), Stream.of(Syntax.HELP))
                .filter(option -> option.refusal() == null)
                .flatMap(option -> option.spellings().stream())
                .filter(spelling -> spelling.startsWith("--"))
                .collect(Collectors.joining(" "));
    }
}
