package dev.millrace.cli.models;

import dev.millrace.environments.Folders;
import java.io.IOException;
import java.nio.file.Path;

/** Folders that this process made for itself. */
public final class TemporaryFolders {
    private TemporaryFolders() {}

    /** Deletes a folder with all that is in it when the process ends. */
    public static void deleteAtExit(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteOrTell(folder), "delete " + folder));
    }

    private static void deleteOrTell(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException left) {
            System.err.println("millrace: " + folder + " could not be deleted: " + left.getMessage());
        }
    }
}
