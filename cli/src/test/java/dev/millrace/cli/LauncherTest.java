package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script of the checkout, as far as it goes without Java. */
class LauncherTest {
    private static final Path ROOT = Path.of(System.getProperty("millrace.root"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"millrace", "cli/src/main/launcher/build.sh", ".ci/run"})
    void passesTheShellsLinter(String script) throws Exception {
        Requirements.program("shellcheck");

        CommandResult result = CommandResult.run(Map.of(), ROOT, List.of("shellcheck", "-x", script));

        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void refusesWindowsWithAWordAboutWsl() throws Exception {
        CommandResult result = launch(Map.of("OSTYPE", "msys"), ROOT.resolve("millrace"), "--version");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("WSL");
    }

    @Test
    void saysHowToGetAJdkWhereThereIsNone() throws Exception {
        Path release = release();
        Map<String, String> bare = Map.of(
                "MILLRACE_JAVA_HOME", "", "JAVA_HOME", "", "HOME", folder.toString(), "PATH", path("readlink", "cat"));
        // Elsewhere than /usr/lib/jvm, which this machine fills: the list of folders is replaced in a copy.
        Path launcher = release.resolve("bin/millrace");
        Files.writeString(launcher, Files.readString(launcher).replace("/usr/lib/jvm/*", "/nonexistent/*"));

        CommandResult result = launch(bare, launcher, "--version");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("no JDK 25 or newer found")
                .contains("https://adoptium.net/temurin/releases/?version=25")
                .contains("MILLRACE_JAVA_HOME=/path/to/jdk");
    }

    @Test
    void saysSoWhenThereIsNoMavenToBuildWith() throws Exception {
        Path checkout = checkout();
        Map<String, String> bare =
                Map.of("HOME", folder.toString(), "MAVEN_HOME", "", "PATH", path("mkdir", "rm", "touch", "tee"));

        CommandResult result = launch(bare, checkout.resolve("millrace"), "server");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("there is no Maven to build it with").contains("apt install maven");
    }

    @Test
    void callsABuildThatTheUserEndedNoFailure() throws Exception {
        Path checkout = checkout();

        CommandResult result = launch(maven("exit 130"), checkout.resolve("millrace"), "server");

        assertThat(result.code()).isEqualTo(130);
        assertThat(result.err()).endsWith("millrace: interrupted.\n").doesNotContain("failed");
        assertThat(checkout.resolve("target/build.lock")).doesNotExist();
    }

    @Test
    void saysWhyABuildFailed() throws Exception {
        Map<String, String> maven = maven("""
                cat <<'LOG'
                [ERROR] Failed to execute goal on project millrace-server: Could not resolve dependencies -> [Help 1]
                [ERROR]
                [ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
                [ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/MojoExecutionException
                [ERROR] After correcting the problems, you can resume the build with the command
                [ERROR]   mvn <args> -rf :millrace-server
                LOG
                exit 1
                """);
        Path checkout = checkout();

        CommandResult result = launch(maven, checkout.resolve("millrace"), "server");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().lines().skip(1))
                .containsExactly(
                        "millrace: the build failed:",
                        "[ERROR] Failed to execute goal on project millrace-server: Could not resolve dependencies",
                        "millrace: the whole output is in " + checkout.resolve("target/build.log"));
    }

    /** The environment of a launcher whose Maven is this script. */
    private Map<String, String> maven(String script) throws Exception {
        Path maven = Files.createDirectories(folder.resolve("maven/bin")).resolve("mvn");
        Files.writeString(maven, "#!/bin/sh\n" + script + "\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        return Map.of("MAVEN_HOME", folder.resolve("maven").toString());
    }

    private Path checkout() throws Exception {
        Path checkout = Files.createDirectories(folder.resolve("checkout"));
        Files.createDirectories(checkout.resolve("cli/src/main/launcher"));
        Files.writeString(checkout.resolve("pom.xml"), "");
        Files.writeString(checkout.resolve("cli/pom.xml"), "");
        for (String script : List.of("millrace", "cli/src/main/launcher/build.sh")) {
            Files.copy(ROOT.resolve(script), checkout.resolve(script));
        }
        return checkout;
    }

    /** A folder with nothing but these programs, to be the PATH. */
    private String path(String... programs) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("path"));
        for (String program : programs) {
            for (String usual : List.of("/usr/bin/", "/bin/")) {
                if (Files.exists(Path.of(usual + program)) && !Files.exists(bin.resolve(program))) {
                    Files.createSymbolicLink(bin.resolve(program), Path.of(usual + program));
                }
            }
        }
        return bin.toString();
    }

    private Path release() throws Exception {
        Path release = folder.resolve("release");
        Files.createDirectories(release.resolve("bin"));
        Files.copy(ROOT.resolve("millrace"), release.resolve("bin/millrace"));
        return release;
    }

    private CommandResult launch(Map<String, String> environment, Path launcher, String word) throws Exception {
        return CommandResult.run(environment, folder, List.of("/bin/bash", launcher.toString(), word));
    }
}
