package dev.millrace.cli.distribution;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a distribution is made from and for: the surroundings of the build.
 *
 * @param classPath the jars and folders of this process
 * @param jdk the JDK that runs it
 * @param mac whether this is macOS, otherwise Linux
 * @param arm whether this is a 64-bit ARM processor, otherwise x86-64
 */
record DistributionConfig(List<Path> classPath, Path jdk, boolean mac, boolean arm) {
    static DistributionConfig ofProcess() {
        return new DistributionConfig(
                Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                        .splitAsStream(System.getProperty("java.class.path"))
                        .map(Path::of)
                        .toList(),
                Path.of(System.getProperty("java.home")),
                System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac"),
                System.getProperty("os.arch").equals("aarch64"));
    }
}
