package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs that MLflow kept in files, with which it would go on where nothing is named; a new database would hide them. */
public final class FileStore {
    private FileStore() {}

    /**
     * Refuses a folder that has such runs and no database.
     *
     * @param option the one that names a database
     * @throws CommandException says how they are moved into one, and how to do without them
     */
    public static void refuse(Path folder, String option) {
        Path files = folder.resolve("mlruns");
        if (Files.exists(folder.resolve("mlflow.db")) || !Files.isDirectory(files)) {
            return;
        }
        try (DirectoryStream<Path> experiments = Files.newDirectoryStream(files)) {
            for (Path experiment : experiments) {
                if (Files.exists(experiment.resolve("meta.yaml"))) {
                    throw new CommandException(files + " holds runs in MLflow's file store, which Millrace does not"
                            + " read. Move them into a database with `mlflow migrate-filestore`, or name one with "
                            + option + " sqlite:///mlflow.db to start afresh.");
                }
            }
        } catch (IOException unreadable) {
            throw new CommandException("cannot read " + files + ": " + unreadable.getMessage(), unreadable);
        }
    }
}
