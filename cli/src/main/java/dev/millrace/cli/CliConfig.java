package dev.millrace.cli;

import dev.millrace.artifacts.StoresConfig;
import dev.millrace.cli.options.ConfigurationFile;
import dev.millrace.cli.options.DotenvFile;
import dev.millrace.cli.options.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the process was started with.
 *
 * @param environment the environment variables
 * @param home the distribution: {@code lib/}, {@code bin/}, native libraries
 * @param checkout the source folder when started from one, or null
 * @param folder the folder that the user is in
 * @param file the configuration file
 */
public record CliConfig(
        Map<String, String> environment,
        Path home,
        @Nullable Path checkout,
        Path folder,
        ConfigurationFile file) {
    /** The variable that names the configuration file. */
    public static final String FILE_VARIABLE = "MILLRACE_CONFIG";

    /** The file that is read when the variable names none. */
    public static final String FILE_NAME = "millrace.properties";

    /**
     * Reads environment, system properties that the launcher set, and configuration file.
     *
     * @throws UsageException when a configuration file was named and cannot be read
     */
    static CliConfig ofProcess() {
        Path folder = Path.of("").toAbsolutePath();
        String checkout = System.getProperty("millrace.checkout", "");
        return new CliConfig(
                System.getenv(),
                Path.of(System.getProperty("millrace.home", folder.toString())),
                checkout.isEmpty() ? null : Path.of(checkout),
                folder,
                file(System.getenv(FILE_VARIABLE), folder));
    }

    private static ConfigurationFile file(@Nullable String named, Path folder) {
        if (named != null && !named.isEmpty()) {
            return ConfigurationFile.read(folder.resolve(named));
        }
        Path usual = folder.resolve(FILE_NAME);
        return Files.exists(usual) ? ConfigurationFile.read(usual) : ConfigurationFile.NONE;
    }

    /** The same, with the variables of a file that are not set already. */
    CliConfig withVariablesOf(Path dotenv) {
        return new CliConfig(DotenvFile.addTo(environment, folder.resolve(dotenv)), home, checkout, folder, file);
    }

    /** The launcher as it was called, for lines to be copied: {@code ./millrace} in a checkout. */
    static String program() {
        return System.getProperty("millrace.program", "millrace");
    }

    /** The JDK that runs this process. */
    Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    /** What artifact stores beside the local one need: the optional parts of the distribution, and variables. */
    StoresConfig stores() {
        return new StoresConfig(home.resolve("lib"), environment);
    }

    /** The folder of the sample projects: the checkout's own, or the release's copy. */
    public Path examples() {
        return (checkout != null ? checkout : home).resolve("examples");
    }
}
