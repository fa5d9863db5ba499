package dev.millrace.cli.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the AOT cache (JEP 514): the launcher starts the {@link Training} in a JVM that records which classes and
 * methods it needs, ready-loaded, for the starts to come.
 */
final class AotCache {
    /** The kinds of command that have a cache of their own; the launcher knows them too. */
    private static final List<String> KINDS = List.of("server", "models", "run", "cli");

    private static final int PATIENCE_MINUTES = 5;

    private final Path distribution;
    private final Path jdk;

    /** @param jdk the one that the cache is for, and makes it */
    AotCache(Path distribution, Path jdk) {
        this.distribution = distribution;
        this.jdk = jdk;
    }

    void make() throws IOException, InterruptedException {
        Path madeBy = distribution.resolve("lib/aot.jdk");
        Files.deleteIfExists(madeBy);
        for (String kind : KINDS) {
            make(kind);
        }
        // Last: the launcher takes a cache only with this file beside it.
        Files.copy(jdk.resolve("release"), madeBy, StandardCopyOption.REPLACE_EXISTING);
    }

    private void make(String kind) throws IOException, InterruptedException {
        Path cache = distribution.resolve("lib/" + kind + ".aot");
        Path log = distribution.resolveSibling("aot-" + kind + ".log");
        Files.deleteIfExists(cache);
        // Through the launcher, so that the options of the JVM are those of every later start.
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(distribution.resolve("bin/millrace").toString(), Training.WORD, kind))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("MILLRACE_JAVA_HOME", jdk.toString());
        builder.environment()
                .put("MILLRACE_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache + " -Xlog:aot=error -Xlog:cds=error");
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("the training run for the AOT cache did not end; see " + log);
        }
        if (process.exitValue() != 0 || !Files.exists(cache)) {
            throw new IOException("the training run for the AOT cache failed; see " + log);
        }
    }
}
