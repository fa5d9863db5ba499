package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactStores;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.server.tracking.ArtifactLocation;
import org.jspecify.annotations.Nullable;

/** Finds the store that holds the artifacts below a root URI. */
public final class ArtifactLocator {

    private final ArtifactStores stores;
    private final @Nullable ArtifactStore proxied;
    private final ArtifactUri defaultRoot;
    private final ArtifactRoots roots;

    /**
     * @param stores the stores of all addresses
     * @param proxied the store behind this server's artifact proxy; null when it serves none
     * @param defaultRoot the root of experiments that name none
     * @param roots where {@code runs:} and {@code models:} URIs lead
     */
    public ArtifactLocator(
            ArtifactStores stores, @Nullable ArtifactStore proxied, String defaultRoot, ArtifactRoots roots) {
        this.stores = stores;
        this.proxied = proxied;
        this.defaultRoot = ArtifactUri.parse(defaultRoot);
        this.roots = roots;
    }

    /**
     * Where artifacts lie: a directory of a store.
     *
     * @param proxied whether it is the store behind the artifact proxy; MLflow then lists names as they were asked for
     */
    record Location(ArtifactStore store, ArtifactPath directory, boolean proxied) {

        ArtifactPath resolve(ArtifactPath path) {
            return directory.resolve(path);
        }
    }

    /** True when artifacts with this root go through a server's artifact proxy. */
    static boolean isProxied(String root) {
        return ArtifactUri.parse(root).isOfProxy();
    }

    /** @throws ApiException when the root is of a kind that this server cannot reach */
    Location locate(String root) {
        if (ArtifactLocation.isOfWindows(root)) {
            throw ApiException.notImplemented(
                    "The artifacts lie at " + root
                            + ", a path of Windows on the machine that wrote them, where this server does not reach. Open them there.");
        }
        ArtifactUri uri = ArtifactUri.parse(root);
        if (proxied != null && uri.isOfProxy()) {
            ArtifactPath path = uri.behindProxy();
            if (path == null) {
                throw ApiException.invalid("The artifact location " + uri + " is not an address of the artifact proxy");
            }
            return new Location(proxied, path, true);
        }
        // Else whoever makes an experiment could have this server send requests to any address that it can reach.
        if (uri.isOfProxy() && !isBelowDefaultRoot(uri)) {
            throw ApiException.notImplemented("This server does not serve artifacts (`--no-serve-artifacts`), and "
                    + root + " is not below its default artifact root, so it does not reach there");
        }
        return switch (uri.scheme()) {
            case "runs" -> below(uri, roots::ofRun);
            case "models" -> below(uri, roots::ofLoggedModel);
            default -> new Location(stores.of(root), ArtifactPath.ROOT, false);
        };
    }

    private boolean isBelowDefaultRoot(ArtifactUri uri) {
        // A root without a path is all that its server has.
        return defaultRoot.segments().isEmpty()
                ? uri.scheme().equals(defaultRoot.scheme()) && uri.authority().equalsIgnoreCase(defaultRoot.authority())
                : uri.isWithin(defaultRoot);
    }

    private interface RootOf {
        String root(String id);
    }

    /** Follows {@code runs:/<id>/<path>} and {@code models:/<id>/<path>}. */
    private Location below(ArtifactUri uri, RootOf rootOf) {
        String[] parts = uri.path().replaceFirst("^/+", "").split("/", 2);
        Location location = locate(rootOf.root(parts[0]));
        return parts.length < 2
                ? location
                : new Location(location.store(), location.resolve(ArtifactPath.parse(parts[1])), location.proxied());
    }
}
