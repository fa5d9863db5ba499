package dev.millrace.artifacts;

import static java.util.stream.Collectors.joining;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Artifacts behind the proxy of another server, as MLflow's clients reach them: {@code mlflow-artifacts} of its REST API. */
final class ProxyStore implements ArtifactStore {

    private static final int LONGEST_LIST = 64 << 20;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final ProxyConnection connection;
    private final ProxyAddress address;

    ProxyStore(ProxyConnection connection, ProxyAddress address) {
        this.connection = connection;
        this.address = address;
    }

    @Override
    public List<ArtifactEntry> list(ArtifactPath directory) throws IOException {
        String key = address.keys().of(directory);
        URI uri = URI.create(address.route() + (key.isEmpty() ? "" : "?path=" + ProxyConnection.encoded(key)));
        HttpURLConnection answer = connection.send("GET", uri, Map.of());
        require(answer, "list");
        List<ArtifactEntry> entries = new ArrayList<>();
        try (InputStream body = answer.getInputStream()) {
            byte[] document = body.readNBytes(LONGEST_LIST);
            if (Json.parseTrusted(document) instanceof JsonValue.Obj(var members)
                    && members.get("files") instanceof JsonValue.Arr(var files)) {
                files.forEach(file -> entries.add(entry(file)));
            }
        } catch (ApiException | NumberFormatException e) {
            throw new IOException("The server does not answer as an artifact proxy: list " + uri, e);
        }
        entries.sort(Comparator.comparing(ArtifactEntry::name));
        return entries;
    }

    private static ArtifactEntry entry(JsonValue file) {
        Map<String, JsonValue> members = file instanceof JsonValue.Obj(var found) ? found : Map.of();
        String path = members.get("path") instanceof JsonValue.Text(String text) ? text : "";
        boolean directory = members.get("is_dir") instanceof JsonValue.Bool(boolean yes) && yes;
        // MLflow writes 64-bit numbers as texts.
        long size = switch (members.get("file_size")) {
            case JsonValue.Text(String text) -> Long.parseLong(text);
            case JsonValue.Num(String literal) -> Long.parseLong(literal);
            case null, default -> 0;
        };
        return new ArtifactEntry(path.substring(path.lastIndexOf('/') + 1), directory, directory ? 0 : size);
    }

    @Override
    public Artifact open(ArtifactPath file) throws IOException {
        if (!file.isRoot()) {
            URI uri = uri(address.keys().of(file));
            HttpURLConnection answer = connection.send("GET", uri, Map.of());
            int status = answer.getResponseCode();
            if (status != BAD_REQUEST && status != NOT_FOUND) {
                require(answer, "read");
                try {
                    long size = answer.getContentLengthLong();
                    return new ProxyArtifact(connection, uri, answer, size < 0 ? listedSize(file) : size);
                } catch (IOException | RuntimeException e) {
                    answer.disconnect();
                    throw e;
                }
            }
            ProxyConnection.discard(answer);
        }
        if (!list(file).isEmpty()) {
            throw new DirectoryException(file);
        }
        throw file.missing();
    }

    /** For servers that do not say in the answer how long it is. */
    private long listedSize(ArtifactPath file) throws IOException {
        List<String> segments = file.segments();
        ArtifactPath directory = path(segments.subList(0, segments.size() - 1));
        return list(directory).stream()
                .filter(entry -> entry.name().equals(segments.getLast()) && !entry.isDirectory())
                .findFirst()
                .orElseThrow(file::missing)
                .size();
    }

    @Override
    public void write(ArtifactPath file, InputStream content) throws IOException {
        HttpURLConnection answer = connection.send("PUT", uri(address.keys().ofNew(file)), content);
        require(answer, "write");
        ProxyConnection.discard(answer);
    }

    @Override
    public void delete(ArtifactPath path) throws IOException {
        if (path.isRoot() && address.keys().prefix().isEmpty()) {
            // The proxy does not let its own root be deleted.
            for (ArtifactEntry entry : list(path)) {
                delete(path(List.of(entry.name())));
            }
            return;
        }
        HttpURLConnection answer = connection.send("DELETE", uri(address.keys().of(path)), Map.of());
        if (answer.getResponseCode() != NOT_FOUND) {
            require(answer, "delete");
        }
        ProxyConnection.discard(answer);
    }

    private URI uri(String key) {
        return URI.create(address.route() + "/" + encoded(List.of(key.split("/"))));
    }

    private static ArtifactPath path(List<String> names) {
        return ArtifactPath.parse(encoded(names));
    }

    private static String encoded(List<String> names) {
        return names.stream().map(ProxyConnection::encoded).collect(joining("/"));
    }

    private static void require(HttpURLConnection answer, String action) throws IOException {
        int status = answer.getResponseCode();
        if (status == OK) {
            return;
        }
        ProxyConnection.discard(answer);
        if (status == BAD_REQUEST) {
            throw ApiException.invalid("The server of the artifacts refused: " + action + " " + answer.getURL());
        }
        throw new IOException(
                "The server of the artifacts answered with %d: %s %s".formatted(status, action, answer.getURL()));
    }
}
