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
import java.util.regex.Pattern;
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

    /** Names of S3 that stand for a bucket which has another name. */
    private static final Pattern ACCESS_POINT = Pattern.compile("arn:.*|.*(?:-s3alias|--ol-s3|--op-s3|\\.mrap)");

    /** Characters. No location that is kept is longer, and taking an address apart costs memory. */
    private static final int LONGEST = 64 * 1024;

    /**
     * The folder of an address.
     *
     * @param behindProxy where the artifact proxy leads
     * @return null for an address that leads nowhere, or not to the same place for whoever reads it
     */
    static @Nullable Folder of(String address, Folder behindProxy) {
        if (address.length() > LONGEST) {
            return null;
        }
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
            String store = store(uri);
            List<String> segments = uri.segments();
            return store == null || segments.contains("..") || segments.contains(".")
                    ? null
                    : new Folder(store, segments);
        } catch (ApiException | IOException unreadable) {
            return null;
        }
    }

    /** Null for one that may have another name, too. */
    private static @Nullable String store(ArtifactUri uri) {
        String authority = uri.authority().toLowerCase(Locale.ROOT);
        if (authority.indexOf('%') >= 0 || ACCESS_POINT.matcher(authority).matches()) {
            return null;
        }
        if (!AZURE.contains(uri.scheme())) {
            return uri.scheme() + " " + authority;
        }
        // The two schemes are two ways to the same blobs. A connection string's account is opened by any domain.
        int domain = authority.indexOf('.');
        return "azure " + (domain < 0 ? authority : authority.substring(0, domain));
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
