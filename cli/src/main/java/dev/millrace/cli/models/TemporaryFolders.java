package dev.millrace.cli.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that this process made for itself. */
public final class TemporaryFolders {
    private TemporaryFolders() {}

    /** Deletes a folder with all that is in it when the process ends. */
    public static void deleteAtExit(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteOrTell(folder), "delete " + folder));
    }

    /** Deletes a folder with all that is in it. */
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void deleteOrTell(Path folder) {
        try {
            delete(folder);
        } catch (IOException | UncheckedIOException left) {
            System.err.println("millrace: " + folder + " could not be deleted: " + left.getMessage());
        }
    }
}
