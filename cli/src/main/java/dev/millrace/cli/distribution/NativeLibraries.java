package dev.millrace.cli.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Takes the native libraries of this platform out of the jars of SQLite and ONNX Runtime. Both would otherwise unpack
 * theirs into the temporary folder at every start, which costs SQLite alone some 100 ms.
 */
final class NativeLibraries {
    private final DistributionConfig config;

    NativeLibraries(DistributionConfig config) {
        this.config = config;
    }

    void unpack(Path lib, Path target) throws IOException {
        Files.createDirectories(target);
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "{sqlite-jdbc,onnxruntime}-*.jar")) {
            for (Path jar : jars) {
                unpackJar(jar, target);
            }
        }
    }

    private void unpackJar(Path jar, Path target) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.contains(platformFolder(jar)) && (name.endsWith(".so") || name.endsWith(".dylib"))) {
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(
                                in,
                                target.resolve(name.substring(name.lastIndexOf('/') + 1)),
                                StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    /** The folder within the jar; the two projects name platforms each in its own way. */
    private String platformFolder(Path jar) {
        return jar.getFileName().toString().startsWith("sqlite")
                ? "/native/" + (config.mac() ? "Mac" : "Linux") + "/" + (config.arm() ? "aarch64" : "x86_64") + "/"
                : "/native/" + (config.mac() ? "osx" : "linux") + "-" + (config.arm() ? "aarch64" : "x64") + "/";
    }
}
