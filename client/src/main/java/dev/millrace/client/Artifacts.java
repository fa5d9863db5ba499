package dev.millrace.client;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.model.FileInfo;
import dev.millrace.api.model.ListProxiedArtifacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Files of runs and models. Their root is an address that the server gave: {@code mlflow-artifacts:/…}, which goes
 * through the server, or a local path or {@code file:} address, which this machine must see itself.
 */
public final class Artifacts {
    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

    private final TrackingClient client;

    public Artifacts(TrackingClient client) {
        this.client = client;
    }

    /** What lies in a folder, by names relative to it; empty for a file and for what is not there. */
    public List<FileInfo> list(String root) {
        return switch (Location.of(root)) {
            case Location.Proxied(String path) ->
                client.call(
                                Endpoints.LIST_PROXIED_ARTIFACTS,
                                ListProxiedArtifacts.builder().path(path).build())
                        .files();
            case Location.Local(Path folder) -> listLocal(folder);
        };
    }

    /** Stores a file under that address. */
    public void upload(Path file, String address) {
        switch (Location.of(address)) {
            case Location.Proxied(String path) -> put(path, new Payload.Content(file));
            case Location.Local(Path target) -> {
                try {
                    Files.createDirectories(parent(target));
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw local(target, e);
                }
            }
        }
    }

    /** Stores these bytes under that address. */
    public void upload(byte[] content, String address) {
        switch (Location.of(address)) {
            case Location.Proxied(String path) -> put(path, new Payload.Bytes(content));
            case Location.Local(Path target) -> {
                try {
                    Files.createDirectories(parent(target));
                    Files.write(target, content);
                } catch (IOException e) {
                    throw local(target, e);
                }
            }
        }
    }

    /** Stores every file of a folder, with the folders in it, below that address. */
    public void uploadAll(Path folder, String root) {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw local(folder, e);
        }
        files.forEach(file -> upload(file, child(root, folder.relativize(file).toString())));
    }

    /** Fetches one file; an older one is replaced only by a complete one. */
    public void download(String address, Path file) {
        try (InputStream content = open(address)) {
            Files.createDirectories(parent(file));
            // A name of its own: the same file may be fetched twice at once.
            String own = Long.toHexString(ThreadLocalRandom.current().nextLong());
            Path partial = file.resolveSibling(file.getFileName() + "." + own + ".part");
            try {
                Files.copy(content, partial);
                Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw local(file, e);
        }
    }

    /**
     * Fetches everything below an address, or the one file that it names, into a folder, which is made.
     *
     * @return the file, or else the folder
     */
    public Path downloadAll(String root, Path folder) {
        List<FileInfo> files = list(root);
        if (files.isEmpty()) {
            Path file = within(folder, root.substring(root.lastIndexOf('/') + 1));
            download(root, file);
            return file;
        }
        for (FileInfo file : files) {
            String name = TrackingClient.present(file.path(), "path");
            Path target = within(folder, name);
            if (Boolean.TRUE.equals(file.isDir())) {
                downloadAll(child(root, name), target);
            } else {
                download(child(root, name), target);
            }
        }
        return folder;
    }

    /** Reads one file as it arrives; to be closed. */
    public InputStream open(String address) {
        return switch (Location.of(address)) {
            case Location.Proxied(String path) ->
                client.transport().send("GET", PROXY + PathAndQuery.segments(path), null);
            case Location.Local(Path file) -> {
                try {
                    yield Files.newInputStream(file);
                } catch (IOException e) {
                    throw new ApiException(ErrorCode.RESOURCE_DOES_NOT_EXIST, "Cannot read " + file + ": " + e, e);
                }
            }
        };
    }

    private void put(String path, Payload payload) {
        try (InputStream answer = client.transport().send("PUT", PROXY + PathAndQuery.segments(path), payload)) {
            answer.readAllBytes();
        } catch (IOException e) {
            throw new ApiException(
                    ErrorCode.TEMPORARILY_UNAVAILABLE, "The upload of " + path + " was cut off: " + e, e);
        }
    }

    /** A name below a root. */
    public static String child(String root, String name) {
        return (root.endsWith("/") ? root : root + "/") + name;
    }

    /** A server's word must not lead out of the folder that the user named. */
    private static Path within(Path folder, String name) {
        Path target = folder.resolve(name).normalize();
        if (name.isEmpty() || !target.startsWith(folder.normalize()) || target.equals(folder.normalize())) {
            throw new ApiException(
                    ErrorCode.INTERNAL_ERROR, "The server names a file '" + name + "', which is refused.");
        }
        return target;
    }

    private static List<FileInfo> listLocal(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(Artifacts::info).toList();
        } catch (IOException e) {
            throw local(folder, e);
        }
    }

    private static FileInfo info(Path file) {
        boolean folder = Files.isDirectory(file);
        // Of a file that is gone meanwhile this says 0, as of an empty one.
        return FileInfo.builder()
                .path(file.getFileName().toString())
                .isDir(folder)
                .fileSize(folder ? null : (Long) file.toFile().length())
                .build();
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static ApiException local(Path file, IOException e) {
        return new ApiException(ErrorCode.INTERNAL_ERROR, "Cannot read or write " + file + ": " + e, e);
    }

    /** Where an address leads. */
    private sealed interface Location {
        record Proxied(String path) implements Location {}

        record Local(Path path) implements Location {}

        static Location of(String address) {
            if (address.startsWith("/")) {
                return new Local(Path.of(address));
            }
            int colon = address.indexOf(':');
            String scheme = colon < 0 ? "" : address.substring(0, colon).toLowerCase(Locale.ROOT);
            String rest = address.substring(colon + 1);
            return switch (scheme) {
                case "mlflow-artifacts" -> new Proxied(withoutHost(rest));
                case "file" -> new Local(Addresses.file(address));
                default ->
                    throw new ApiException(
                            ErrorCode.NOT_IMPLEMENTED,
                            "Artifacts at '" + address + "' cannot be reached from here: only those that the server"
                                    + " passes on (mlflow-artifacts:) and local ones.");
            };
        }

        private static String withoutHost(String rest) {
            String path = rest;
            if (rest.startsWith("//")) {
                int slash = rest.indexOf('/', 2);
                path = slash < 0 ? "" : rest.substring(slash);
            }
            return path.replaceFirst("^/+", "");
        }
    }
}
