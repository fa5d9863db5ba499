package dev.millrace.projects;

import dev.millrace.client.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a project's address means and brings its files here.
 *
 * @param location the address without its subdirectory
 * @param subdirectory empty for the top
 */
record ProjectSource(
        String location, String subdirectory, @Nullable String version) {
    /** What git allows in no name of a branch or tag; to git itself it would be an option or an expression. */
    private static final Pattern NO_VERSION = Pattern.compile("^-|^$|[\\s~^:?*\\[\\\\]|\\.\\.|@\\{");

    /**
     * Takes an address apart.
     *
     * @throws ProjectException for one that would be taken for an option, or leads out of the project
     */
    static ProjectSource parse(String uri, @Nullable String version) {
        String text = uri.strip();
        int hash = text.indexOf('#');
        String location = hash < 0 ? text : text.substring(0, hash);
        String subdirectory = hash < 0 ? "" : text.substring(hash + 1);
        if (location.isEmpty() || location.startsWith("-")) {
            throw new ProjectException("'" + uri + "' is no address of a project.");
        }
        if (version != null && (NO_VERSION.matcher(version).find())) {
            throw new ProjectException("'" + version + "' is no version of a project.");
        }
        if (subdirectory.startsWith("/") || Path.of(subdirectory).normalize().startsWith("..")) {
            throw new ProjectException("The subdirectory '" + subdirectory + "' leads out of the project.");
        }
        return new ProjectSource(location, subdirectory, version);
    }

    /** Brings the files here. The result is closed after the run. */
    SourceTree fetch(Path callersFolder, Git git) {
        Path local = local(callersFolder);
        if (location.endsWith(".zip")) {
            return ZipSource.fetch(this, local);
        }
        if (local == null || isBare(local)) {
            return git.fetch(this, location);
        }
        if (version != null) {
            if (!Git.isInside(local)) {
                throw new ProjectException(
                        "A version can only be given for a git repository, and " + local + " lies in none.");
            }
            return git.fetchLocal(this, local);
        }
        Path folder = within(local);
        return new SourceTree(folder, null, name(local), git.commit(folder), git.origin(folder), null);
    }

    /** The project's folder below where the files lie. */
    Path within(Path top) {
        Path folder = top.resolve(subdirectory).normalize();
        if (!Files.isDirectory(folder)) {
            throw new ProjectException("The project has no folder '" + subdirectory + "'.");
        }
        return folder;
    }

    String name(Path local) {
        return subdirectory.isEmpty() ? local.toString() : local + "#" + subdirectory;
    }

    /** The file or folder of this machine; null if there is none of that name. */
    private @Nullable Path local(Path callersFolder) {
        if (Addresses.isFile(location)) {
            Path file = callersFolder
                    .resolve(Addresses.file(location))
                    .toAbsolutePath()
                    .normalize();
            if (!Files.exists(file)) {
                throw missing(location);
            }
            return file;
        }
        Path path = callersFolder.resolve(location).toAbsolutePath().normalize();
        if (Files.exists(path)) {
            return path;
        }
        boolean remote = location.contains("://") || location.matches("[\\w.-]+@[\\w.-]+:.+");
        if (!remote) {
            throw missing(path.toString());
        }
        return null;
    }

    private static ProjectException missing(String place) {
        return new ProjectException("There is nothing at " + place
                + ": name a folder with an MLproject file, a zip file of one, or a git address.");
    }

    private static boolean isBare(Path folder) {
        return Files.isDirectory(folder)
                && Files.isRegularFile(folder.resolve("HEAD"))
                && Files.isDirectory(folder.resolve("objects"));
    }

    static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("millrace-project-");
        } catch (IOException e) {
            throw new ProjectException("Cannot make a temporary folder: " + e, e);
        }
    }
}
