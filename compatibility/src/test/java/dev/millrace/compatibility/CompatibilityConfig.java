package dev.millrace.compatibility;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the tests of this module find what they need, from the environment and from system properties. */
final class CompatibilityConfig {

    private CompatibilityConfig() {}

    /** {@code MILLRACE_TEST_REQUIRE=all}: a missing tool fails a test instead of skipping it. */
    static boolean everythingRequired() {
        return "all".equals(System.getenv("MILLRACE_TEST_REQUIRE"));
    }

    /** What such a variable as {@code MILLRACE_TEST_MLFLOW} names: the {@code mlflow} command of an installed original. */
    static Optional<Path> command(String variable) {
        return Optional.ofNullable(System.getenv(variable)).map(Path::of);
    }

    /** The folders in which commands are looked for. */
    static String[] searchPath() {
        return System.getenv().getOrDefault("PATH", "").split(":");
    }

    /** The first command of this name on the path. */
    static Optional<Path> onPath(String name) {
        return Stream.of(searchPath())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** {@code MILLRACE_TEST_CACHE}: where an installation of the original is kept, {@code ~/.cache/millrace} by default. */
    static Path cacheFolder() {
        String folder = System.getenv("MILLRACE_TEST_CACHE");
        return folder == null ? Path.of(System.getProperty("user.home"), ".cache", "millrace") : Path.of(folder);
    }

    /** {@code -Dmillrace.record=true}: the original's answers are written into the recordings instead of checked. */
    static boolean recording() {
        return Boolean.getBoolean("millrace.record");
    }

    /** {@code -Dmillrace.scenario=part}: only the scenarios whose names contain this. */
    static String scenarioFilter() {
        return System.getProperty("millrace.scenario", "");
    }

    /** {@code -Dmillrace.url=http://…}: the replay talks to this server, which must be without data, once. */
    static Optional<URI> serverUrl() {
        return Optional.ofNullable(System.getProperty("millrace.url")).map(URI::create);
    }

    /** The root folder of the project. */
    static Path root() {
        return Path.of(System.getProperty("millrace.root", ".."))
                .toAbsolutePath()
                .normalize();
    }
}
