package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * The stores behind artifact URIs. Another service is a line in {@link StorePart}. Any number of threads may use this at
 * once; the client of a service is made when its first address is met, and then kept.
 */
public final class ArtifactStores implements AutoCloseable {

    /** What MLflow can keep artifacts on and Millrace cannot; named in the refusal. */
    private static final Set<String> KNOWN = Set.of("r2", "b2", "ftp", "sftp", "dbfs", "hdfs", "viewfs");

    private final StoresConfig config;
    private final Map<StorePart, RemoteStores> clients = new EnumMap<>(StorePart.class);
    private final Map<StorePart, ClassLoader> loaders = new EnumMap<>(StorePart.class);

    public ArtifactStores(StoresConfig config) {
        this.config = config;
    }

    /**
     * The store with this root.
     *
     * @param uri a path, absolute or relative to the working directory, a {@code file:} URI, the address of a folder behind
     *     the artifact proxy of a server, or of a place in a service that there is a part for
     * @throws ApiException {@code NOT_IMPLEMENTED} for other schemes, {@code INVALID_PARAMETER_VALUE} for an address that
     *     names no place
     */
    public ArtifactStore of(String uri) {
        ArtifactUri parsed = ArtifactUri.parse(uri);
        if (parsed.isLocal()) {
            return new LocalArtifactStore(parsed.localPath());
        }
        if (parsed.isOfProxy()) {
            return new ProxyStores(config.environment()).of(parsed);
        }
        StorePart part = StorePart.of(parsed.scheme());
        if (part == null) {
            throw unsupported(parsed.scheme(), uri);
        }
        return client(part).of(parsed);
    }

    private RemoteStores client(StorePart part) {
        synchronized (clients) {
            // Kept also where the client cannot be made: the next address that asks must not load the SDK again.
            ClassLoader loader = loaders.computeIfAbsent(part, missing -> missing.loader(config.parts()));
            return clients.computeIfAbsent(part, missing -> missing.open(loader, config.environment()));
        }
    }

    /** Ends the clients of all services. */
    @Override
    public void close() {
        synchronized (clients) {
            clients.values().forEach(RemoteStores::close);
            clients.clear();
        }
    }

    private static ApiException unsupported(String scheme, String uri) {
        String reason = KNOWN.contains(scheme)
                ? "Artifact stores of scheme '" + scheme + "' are not supported yet"
                : "There is no artifact store for scheme '" + scheme + "'";
        return ApiException.notImplemented(
                reason + ": " + uri
                        + ". Supported are plain paths, file:, s3:, gs:, wasbs:, abfss:, mlflow-artifacts:, http: and https: URIs.");
    }
}
