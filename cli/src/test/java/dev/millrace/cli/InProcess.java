package dev.millrace.cli;

import dev.millrace.cli.options.Arguments;
import dev.millrace.cli.options.ConfigurationFile;
import dev.millrace.cli.options.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Command lines run within the process of the test. */
final class InProcess {
    private InProcess() {}

    static CommandResult run(List<String> words) {
        return run("", words);
    }

    /** The same with something on standard input. */
    static CommandResult run(String input, List<String> words) {
        return captured(input, terminal -> Main.run(words, terminal));
    }

    /** The same, with something that is done each time that the command has printed on standard error. */
    static CommandResult run(List<String> words, Runnable told) {
        var err = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                super.write(bytes, offset, length);
                told.run();
            }
        };
        return captured("", err, terminal -> Main.run(words, terminal));
    }

    /** A command that was made with other surroundings than those of this process. */
    static CommandResult run(Command command, String... words) {
        Settings settings = new Settings(
                command.syntax(), Arguments.parse(command.syntax(), List.of(words)), Map.of(), ConfigurationFile.NONE);
        return captured("", terminal -> {
            try {
                return command.run(settings, terminal);
            } catch (CommandException failed) {
                terminal.err().println(failed.getMessage());
                return Main.FAILURE;
            } catch (Exception fault) {
                throw new AssertionError(fault);
            }
        });
    }

    private static CommandResult captured(String input, ToIntFunction<Terminal> work) {
        return captured(input, new ByteArrayOutputStream(), work);
    }

    private static CommandResult captured(String input, ByteArrayOutputStream err, ToIntFunction<Terminal> work) {
        var out = new ByteArrayOutputStream();
        int code = work.applyAsInt(new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)));
        return new CommandResult(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
