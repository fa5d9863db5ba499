package dev.millrace.artifacts;

import dev.millrace.api.ApiException;

/**
 * The stores of one service: a client of it with its connections and credentials, and a store for each root.
 * An implementation is public and has a public constructor that takes the environment variables, a
 * {@code Map<String, String>}; it throws an {@link ApiException} where one of them makes no sense.
 */
public interface RemoteStores extends AutoCloseable {

    /**
     * The store below a root. The service is not asked whether the root exists.
     *
     * @throws ApiException {@code INVALID_PARAMETER_VALUE} where the address does not name a place in this service
     */
    ArtifactStore of(ArtifactUri root);

    /** Ends the client; its stores are of no use then. */
    @Override
    void close();
}
