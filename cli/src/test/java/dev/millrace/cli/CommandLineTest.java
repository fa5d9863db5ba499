package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built command, started as a process. */
@Tag("command")
class CommandLineTest {
    @TempDir
    Path folder;

    @Test
    void tellsItsVersion() throws Exception {
        CommandResult result = CommandResult.of("--version");

        assertThat(result.code()).isZero();
        assertThat(result.out()).matches("millrace, version \\d+\\.\\d+\\.\\d+\\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void explainsItselfWhenItIsAskedNothing() throws Exception {
        CommandResult result = CommandResult.of();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("Usage: millrace COMMAND").contains("doctor");
    }

    static List<String> commands() {
        return Commands.names();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithExamples(String name) throws Exception {
        CommandResult result = CommandResult.of((name + " --help").split(" "));

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("Usage: millrace " + name).contains("Examples:");
    }

    @Test
    void namesAnUnknownCommandAndTheNearestOne() throws Exception {
        CommandResult result = CommandResult.of("doctr");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("no such command: doctr; did you mean doctor?");
    }

    @Test
    void callsAnOptionNoCommand() throws Exception {
        CommandResult result = CommandResult.of("--port", "5");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("--port is no option of millrace itself")
                .doesNotContain("no such command");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ui",
                "gc --dry-run",
                "runs link-traces",
                "experiments update",
                "models build-docker",
                "db move-resources"
            })
    void refusesCommandsOfMlflowByName(String line) throws Exception {
        CommandResult result = CommandResult.of(line.split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("`mlflow " + line.replaceFirst(" (-|list).*", "") + "` has no twin here yet")
                .doesNotContain("did you mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs link-traces", "experiments update -x 1", "traces search"})
    void saysWhyThereIsNothingToDoWithTraces(String line) throws Exception {
        assertThat(CommandResult.of(line.split(" ")).err())
                .contains("has no twin here yet: ", "Millrace has no traces");
    }

    @Test
    void showsTheCommandsOfACheckoutOnlyThere() throws Exception {
        Map<String, String> checkout = Map.of("MILLRACE_JAVA_OPTS", "-Dmillrace.checkout=/src");

        assertThat(CommandResult.of(checkout, folder, "--help").out()).contains("\n  dist ");
        assertThat(CommandResult.of("--help").out()).doesNotContain("dist");
        assertThat(CommandResult.of("dist").err()).contains("dist is a command of a checkout's own ./millrace");
    }

    @Test
    void asksForTheFileOfVariables() throws Exception {
        Path file = Files.writeString(folder.resolve("variables"), "MLFLOW_PORT=6001\n");

        CommandResult missing = CommandResult.of("--env-file");

        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("option --env-file needs a value");
        assertThat(CommandResult.of(Map.of(), folder, "--env-file=" + file, "doctor")
                        .out())
                .containsPattern("port +6001 +environment MLFLOW_PORT");
    }

    @Test
    void namesTheRestOfACommandThatIsNotWhole() throws Exception {
        CommandResult result = CommandResult.of("models");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains(
                        "models is not a whole command: write millrace models predict|prepare-env|serve|update-pip-requirements");
        assertThat(CommandResult.of("runs").err())
                .contains("write millrace runs create|delete|describe|list|restore")
                .contains("Try: millrace runs --help");
    }

    @Test
    void showsWhatAGroupHas() throws Exception {
        CommandResult result = CommandResult.of("runs", "--help");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("\n  describe  Print all", "no twin here yet:\n  link-traces: Millrace has no traces");
        assertThat(CommandResult.of("runs", "lst").err())
                .contains("no such command: runs lst; did you mean runs list?");
    }

    @Test
    void everyLineOfTheOverviewFitsTheScreen() throws Exception {
        assertThat(CommandResult.of("--help").out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
    }

    @Test
    void saysWhichShellsItKnows() throws Exception {
        CommandResult result = CommandResult.of("completion", "fish");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("completion knows bash and zsh, not fish");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void namesAnUnknownOption() throws Exception {
        CommandResult result = CommandResult.of("doctor", "--verbos");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("no such option: --verbos").contains("Try: millrace doctor --help");
    }

    @Test
    void completesCommandsInBash() throws Exception {
        String script = CommandResult.of("completion", "bash").out();
        Path file = Files.writeString(folder.resolve("completion.sh"), script);

        CommandResult result = CommandResult.run(
                Map.of(),
                folder,
                List.of(
                        "bash",
                        "-c",
                        "source " + file + "; COMP_WORDS=(millrace comp); COMP_CWORD=1; _millrace;"
                                + " echo \"${COMPREPLY[@]}\""));

        assertThat(result.out()).isEqualTo("completion\n");
        assertThat(complete(file, "runs de")).isEqualTo("delete describe\n");
        assertThat(complete(file, "experiments get --experiment-n")).isEqualTo("--experiment-name\n");
        assertThat(complete(file, "experiments get --output j")).isEqualTo("json\n");
        assertThat(complete(file, "models update-pip-requirements r")).isEqualTo("remove\n");
    }

    /** What the script offers after these words. */
    private String complete(Path script, String words) throws Exception {
        return CommandResult.run(
                        Map.of(),
                        folder,
                        List.of(
                                "bash",
                                "-c",
                                "source " + script + "; COMP_WORDS=(millrace " + words + "); COMP_CWORD="
                                        + words.split(" ").length + "; _millrace; echo \"${COMPREPLY[@]}\""))
                .out();
    }

    @Test
    void completesOptionsInZsh() throws Exception {
        Requirements.program("zsh");
        String script = CommandResult.of("completion", "zsh").out();
        Path file = Files.writeString(folder.resolve("completion.zsh"), script);

        CommandResult result = CommandResult.run(
                Map.of(),
                folder,
                List.of("zsh", "-fc", "autoload -Uz compinit && compinit -u -D && source " + file + " && echo loaded"));

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("loaded\n");
    }

    @Test
    void startsThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("m"), CommandResult.launcher());

        CommandResult result = CommandResult.run(Map.of(), folder, List.of(link.toString(), "--version"));

        assertThat(result.code()).isZero();
    }

    @Test
    void saysHowToGetAJdkWhenTheNamedOneIsTooOld() throws Exception {
        Path old = Files.createDirectories(folder.resolve("jdk/bin"));
        Path java = Files.writeString(old.resolve("java"), "#!/bin/sh\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");

        CommandResult result =
                CommandResult.of(Map.of("MILLRACE_JAVA_HOME", old.getParent().toString()), folder, "--version");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("is no JDK 25 or newer");
    }

    @Test
    void doctorPrintsSettingsWithTheirOrigin() throws Exception {
        CommandResult result = CommandResult.of(Map.of(), folder, "doctor");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Java").contains("Configuration (flag before environment before file");
    }

    @Test
    void aSettingThatManyCommandsHaveIsListedOnce() throws Exception {
        CommandResult result = CommandResult.of(Map.of("MLFLOW_TRACKING_URI", "http://127.0.0.1:9"), folder, "doctor");

        assertThat(result.out().lines())
                .filteredOn(line -> line.endsWith("environment MLFLOW_TRACKING_URI"))
                .singleElement()
                .asString()
                .contains("tracking-uri", "http://127.0.0.1:9");
    }
}
