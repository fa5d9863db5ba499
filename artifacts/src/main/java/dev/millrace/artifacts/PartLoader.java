package dev.millrace.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the classes of an optional part of the distribution, whose jars lie in a folder of their own. */
public final class PartLoader {
    private PartLoader() {}

    /**
     * Sees the jars of a folder; where there is no such folder, only what is on the class path. It stays open as long as the
     * process: a part may load classes until its last call.
     *
     * @throws UncheckedIOException where the folder cannot be read
     */
    public static ClassLoader of(@Nullable Path folder) {
        ClassLoader own = PartLoader.class.getClassLoader();
        if (folder == null || !Files.isDirectory(folder)) {
            return own;
        }
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                urls.add(jar.toUri().toURL());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new URLClassLoader(String.valueOf(folder.getFileName()), urls.toArray(URL[]::new), own);
    }
}
