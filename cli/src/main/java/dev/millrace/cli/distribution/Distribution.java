package dev.millrace.cli.distribution;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lays out the distribution: {@code lib/} with every jar of the class path, folders in it with those of optional parts,
 * {@code bin/millrace}, {@code native/} with the native libraries of this platform, and the AOT cache of this JDK.
 */
public final class Distribution {
    private final Path launcher;
    private final Path jar;
    private final Path folder;
    private final DistributionConfig config;

    private Distribution(Path launcher, Path jar, Path folder, DistributionConfig config) {
        this.config = config;
        this.launcher = launcher;
        this.jar = jar;
        this.folder = folder;
    }

    /**
     * Called by the build.
     *
     * @param arguments the launcher script, the jar of the command line, the folder to fill, and when the build began
     *     (ISO 8601), which is the time that the stamp of this build gets; then {@code NAME=JAR} for each optional part, with the
     *     class path that its jar needs, if any, in {@code part.classpath} beside it
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        DistributionConfig config = DistributionConfig.ofProcess();
        Distribution distribution =
                new Distribution(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), config);
        distribution.copyJars();
        for (String part : List.of(arguments).subList(4, arguments.length)) {
            int equals = part.indexOf('=');
            distribution.copyPart(part.substring(0, equals), Path.of(part.substring(equals + 1)));
        }
        distribution.copyLauncher();
        new NativeLibraries(config).unpack(distribution.lib(), distribution.folder.resolve("native"));
        new AotCache(distribution.folder, config.jdk()).make();
        Path stamp = distribution.folder.resolve(".built");
        Files.writeString(stamp, "");
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.parse(arguments[3])));
    }

    private Path lib() {
        return folder.resolve("lib");
    }

    private void copyJars() throws IOException {
        Files.createDirectories(lib());
        List<Path> jars = new ArrayList<>();
        jars.add(jar);
        config.classPath().stream()
                .filter(entry -> entry.toString().endsWith(".jar"))
                .forEach(jars::add);
        copy(jars, lib());
    }

    /** Not on the class path, so that who does not need it does not open it; what is there already is left out. */
    private void copyPart(String name, Path jar) throws IOException {
        List<Path> missing = new ArrayList<>(List.of(jar));
        Path needs = jar.resolveSibling("part.classpath");
        String classPath = Files.exists(needs) ? Files.readString(needs) : "";
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(classPath.strip())
                .filter(needed -> !needed.isEmpty())
                .map(Path::of)
                .filter(needed -> !Files.exists(lib().resolve(needed.getFileName())))
                .forEach(missing::add);
        copy(missing, Files.createDirectories(lib().resolve(name)));
    }

    /** Makes these the jars of a folder. */
    private static void copy(List<Path> jars, Path target) throws IOException {
        Set<Path> kept = new HashSet<>();
        for (Path source : jars) {
            Path copy = target.resolve(source.getFileName());
            // With its time, by which the AOT cache knows a jar.
            Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            kept.add(copy);
        }
        try (DirectoryStream<Path> present = Files.newDirectoryStream(target, "*.jar")) {
            for (Path old : present) {
                if (!kept.contains(old)) {
                    Files.delete(old);
                }
            }
        }
    }

    private void copyLauncher() throws IOException {
        Path target = folder.resolve("bin/millrace");
        Files.createDirectories(folder.resolve("bin"));
        Files.copy(launcher, target, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
