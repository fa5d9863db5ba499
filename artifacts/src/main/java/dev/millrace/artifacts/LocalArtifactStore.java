package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts as plain files below a folder, in the layout of MLflow's local store, so that either server finds what the other
 * one wrote. Symbolic links are followed as long as they stay below the root.
 */
public final class LocalArtifactStore implements ArtifactStore {

    /** Begins the names of files that are still being written. MLflow's prefix: its server hides them as this one does. */
    private static final String UNFINISHED = ".artifact.uploading.";

    /** What Linux and macOS take for one name, in bytes. */
    private static final int LONGEST_NAME = 255;

    private static final int BUFFER = 128 * 1024;

    /** How long nothing may have been written to an unfinished file before it counts as left behind by a crash. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    /** So many folders are remembered as swept, so that a folder is not listed for each file that is written to it. */
    private static final int REMEMBERED = 1024;

    private final Path root;
    private final Map<Path, Instant> swept = new LinkedHashMap<>(64, 0.75f, true);

    /** @param root the folder; it need not exist before something is written */
    public LocalArtifactStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public List<ArtifactEntry> list(ArtifactPath directory) throws IOException {
        Path folder = locate(directory);
        var entries = new ArrayList<ArtifactEntry>();
        try (var children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                BasicFileAttributes attributes = attributes(child);
                if (attributes != null && !name.startsWith(UNFINISHED)) {
                    boolean isDirectory = attributes.isDirectory();
                    entries.add(new ArtifactEntry(name, isDirectory, isDirectory ? 0 : attributes.size()));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        entries.sort(Comparator.comparing(ArtifactEntry::name));
        return entries;
    }

    @Override
    public Artifact open(ArtifactPath file) throws IOException {
        Path path = locate(file);
        BasicFileAttributes attributes = attributes(path);
        if (attributes == null) {
            throw file.missing();
        }
        if (attributes.isDirectory()) {
            throw new DirectoryException(file);
        }
        try {
            return new LocalArtifact(FileChannel.open(path, StandardOpenOption.READ), attributes.lastModifiedTime());
        } catch (NoSuchFileException e) {
            throw file.missing();
        }
    }

    @Override
    public void write(ArtifactPath file, InputStream content) throws IOException {
        List<String> segments = file.segments();
        if (segments.isEmpty() || file.name().isEmpty()) {
            throw ApiException.invalid("Artifact path must include a filename (cannot end with '/').");
        }
        if (segments.getLast().startsWith(UNFINISHED)) {
            throw ApiException.invalid(
                    "Invalid artifact file name: '%s'. Artifact names starting with '%s' are reserved."
                            .formatted(segments.getLast(), UNFINISHED));
        }
        Path target = locate(file);
        if (Files.isDirectory(target)) {
            throw ApiException.invalid("Artifact path refers to a directory, not a file: '" + file + "'");
        }
        Path folder = makeFolder(target, file);
        Path unfinished = folder.resolve(UNFINISHED + UUID.randomUUID());
        try {
            copy(content, unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (Throwable e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        sync(folder);
        sweep(folder);
    }

    @Override
    public void delete(ArtifactPath path) throws IOException {
        Path found = locate(path);
        if (!Files.exists(found, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(found, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The folder need not be there before something is written, but it has to be possible to make it. */
    @Override
    public void check() throws IOException {
        Path folder = root;
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IOException("Nothing can be written to " + folder);
        }
    }

    /** Where a path lies, once it is sure that no symbolic link on the way leads out of the root. */
    private Path locate(ArtifactPath path) throws IOException {
        Path located = root;
        for (String segment : path.segments()) {
            located = located.resolve(name(segment));
        }
        Path real = realPath(located);
        if (!real.startsWith(realPath(root))) {
            throw ApiException.invalid("Invalid path: resolved path is outside the artifact directory");
        }
        return located;
    }

    /** A name as the file system takes it. */
    private static Path name(String segment) {
        if (segment.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw ApiException.invalid("Invalid path: a name in it is longer than " + LONGEST_NAME + " bytes");
        }
        try {
            return Path.of(segment);
        } catch (InvalidPathException e) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Invalid path: a name in it does not fit the character set of the server's file names",
                    e);
        }
    }

    /** The path with all links resolved, as far down as it exists. A link to nowhere resolves to what it names. */
    public static Path realPath(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path parent = path.getParent();
            if (parent == null) {
                return path;
            }
            Path realParent = realPath(parent);
            return Files.isSymbolicLink(path)
                    ? realParent.resolve(Files.readSymbolicLink(path)).normalize()
                    : realParent.resolve(path.getFileName());
        }
    }

    /** Makes the folders on the way to a file, each entered durably into the one above. */
    private static Path makeFolder(Path target, ArtifactPath file) throws IOException {
        Path folder = target.getParent();
        if (folder == null) {
            throw ApiException.invalid("Invalid path");
        }
        var missing = new ArrayList<Path>();
        for (Path at = folder; at != null && !Files.isDirectory(at); at = at.getParent()) {
            missing.add(at);
        }
        for (Path made : missing.reversed()) {
            try {
                Files.createDirectory(made);
                sync(made.getParent());
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(made)) {
                    throw ApiException.invalid("Artifact path leads through a file: '" + file + "'");
                }
            }
        }
        return folder;
    }

    /** Deletes what writers that crashed have left in a folder; that it stays is no fault of who writes now. */
    private void sweep(Path folder) {
        Instant abandoned = Instant.now().minus(ABANDONED);
        synchronized (swept) {
            Instant last = swept.get(folder);
            if (last != null && last.isAfter(abandoned)) {
                return;
            }
            swept.put(folder, Instant.now());
            if (swept.size() > REMEMBERED) {
                swept.remove(swept.keySet().iterator().next());
            }
        }
        try (var unfinished = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
            for (Path file : unfinished) {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(abandoned)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException stays) {
            // The next server to write here tries again; the artifact that was written is safe.
        }
    }

    private static void copy(InputStream content, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            OutputStream out = Channels.newOutputStream(channel);
            byte[] buffer = new byte[BUFFER];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                out.write(buffer, 0, read);
            }
            channel.force(true);
        }
    }

    private static void sync(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            // ENOTDIR: the path leads through a file, so nothing is there.
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            throw e;
        }
    }
}
