package dev.millrace.artifacts;

import java.util.Map;

/** The stores of addresses {@code mlflow-artifacts:}, {@code http:} and {@code https:}. */
final class ProxyStores implements RemoteStores {

    private final Map<String, String> environment;
    private final ProxyConnection connection;

    /**
     * @param environment {@code MLFLOW_TRACKING_URI} for addresses that name no server, and the credentials of MLflow's
     *     clients
     */
    ProxyStores(Map<String, String> environment) {
        this.environment = environment;
        this.connection = new ProxyConnection(environment);
    }

    @Override
    public ArtifactStore of(ArtifactUri root) {
        return new ProxyStore(connection, ProxyAddress.of(root, environment));
    }

    /** The JDK keeps the connections. */
    @Override
    public void close() {}
}
