package dev.millrace.projects;

import dev.millrace.client.Addresses;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** A project in a zip file, of this machine or of a web server. */
final class ZipSource {
    /** A zip file can hold far more than its size tells; no project is this large. */
    private static final long LARGEST = 8L << 30;

    private ZipSource() {}

    static SourceTree fetch(ProjectSource source, @Nullable Path local) {
        if (source.version() != null) {
            throw new ProjectException("A version can only be given for a git repository, not for a zip file.");
        }
        Path folder = ProjectSource.temporaryFolder();
        try (InputStream content = open(source, local)) {
            unpack(content, folder);
            String name = local == null ? Addresses.withoutUser(source.location()) : local.toString();
            String subdirectory = source.subdirectory();
            return new SourceTree(
                    source.within(folder),
                    folder,
                    subdirectory.isEmpty() ? name : name + "#" + subdirectory,
                    null,
                    null,
                    null);
        } catch (IOException e) {
            SourceTree.delete(folder);
            throw new ProjectException(
                    "Cannot unpack " + Addresses.withoutUser(source.location()) + ": "
                            + Addresses.withoutUser(String.valueOf(e.getMessage())),
                    e);
        } catch (RuntimeException e) {
            SourceTree.delete(folder);
            throw e;
        }
    }

    private static InputStream open(ProjectSource source, @Nullable Path local) throws IOException {
        if (local != null) {
            return Files.newInputStream(local);
        }
        if (!source.location().matches("https?://.*")) {
            throw new ProjectException(
                    "Zip files are fetched by http and https only: " + Addresses.withoutUser(source.location()));
        }
        URLConnection connection = URI.create(source.location()).toURL().openConnection();
        connection.setConnectTimeout((int) Duration.ofSeconds(30).toMillis());
        connection.setReadTimeout((int) Duration.ofSeconds(120).toMillis());
        return connection.getInputStream();
    }

    private static void unpack(InputStream content, Path folder) throws IOException {
        long room = LARGEST;
        int entries = 0;
        ZipInputStream zip = new ZipInputStream(content);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            entries++;
            Path target = folder.resolve(entry.getName()).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("it names the file '" + entry.getName() + "' outside of its folder");
            }
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else {
                Path parent = target.getParent();
                Files.createDirectories(parent == null ? folder : parent);
                room = copy(zip, target, room);
            }
        }
        if (entries == 0) {
            throw new IOException("it is no zip file, or an empty one");
        }
    }

    private static long copy(InputStream from, Path target, long room) throws IOException {
        long left = room;
        byte[] buffer = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                left -= count;
                if (left < 0) {
                    throw new IOException("it holds more than " + (LARGEST >> 30) + " GiB");
                }
                out.write(buffer, 0, count);
            }
        }
        return left;
    }
}
