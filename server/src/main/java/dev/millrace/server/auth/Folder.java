package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.LocalArtifactStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where artifacts lie, in the one form that all addresses of a place have: what can be reached directly and through the
 * artifact proxy, by a link or by another scheme, is compared as what it is.
 *
 * @param store the files of this machine, a bucket or a container
 * @param segments the names from the root of the store down, decoded
 */
record Folder(String store, List<String> segments) {

    /** What is behind a proxy of which it is not known where it leads. */
    static final Folder BEHIND_PROXY = new Folder("mlflow-artifacts", List.of());

    private static final Set<String> AZURE = Set.of("wasbs", "abfss");

    /**
     * The folder of an address.
     *
     * @param behindProxy where the artifact proxy leads
     * @return null for an address that leads nowhere, or not to the same place for whoever reads it
     */
    static @Nullable Folder of(String address, Folder behindProxy) {
        ArtifactUri uri = ArtifactUri.parse(address);
        try {
            if (uri.isLocal()) {
                List<String> names = new ArrayList<>();
                LocalArtifactStore.realPath(uri.localPath()).forEach(name -> names.add(name.toString()));
                return new Folder("file", List.copyOf(names));
            }
            ArtifactPath path = uri.behindProxy();
            if (path != null) {
                return behindProxy.below(path.segments());
            }
            List<String> segments = uri.segments();
            return segments.contains("..") || segments.contains(".") ? null : new Folder(store(uri), segments);
        } catch (ApiException | IOException unreadable) {
            return null;
        }
    }

    private static String store(ArtifactUri uri) {
        String authority = uri.authority().toLowerCase(Locale.ROOT);
        // The two schemes of Azure are two ways to the same blobs.
        return AZURE.contains(uri.scheme())
                ? "azure " + authority.replace(".dfs.", ".blob.")
                : uri.scheme() + " " + authority;
    }

    /** What lies in it under these names. */
    Folder below(List<String> names) {
        List<String> joined = new ArrayList<>(segments);
        joined.addAll(names);
        return new Folder(store, List.copyOf(joined));
    }

    /** Whether it is the other one or lies somewhere in it. */
    boolean isWithin(Folder other) {
        return store.equals(other.store)
                && segments.size() >= other.segments.size()
                && segments.subList(0, other.segments.size()).equals(other.segments);
    }

    /** The names that lead here from a folder that it is within. */
    List<String> from(Folder other) {
        return segments.subList(other.segments.size(), segments.size());
    }
}
