package dev.millrace.server.auth;

import static dev.millrace.server.auth.ResourceType.EXPERIMENT;
import static dev.millrace.server.auth.ResourceType.LOGGED_MODEL;
import static dev.millrace.server.auth.ResourceType.RUN;
import static dev.millrace.server.auth.ResourceType.TRACE;

import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to reach a place by its address instead of by what it belongs to: a path of the artifact proxy, the
 * source of a model version, the location of a new experiment. An address inside an experiment's folder, or one that has
 * such a folder inside, takes what the experiment takes.
 */
final class Places {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{32}");
    private static final String PROXY = "mlflow-artifacts";

    /** How many folders below the root of the proxy an experiment's own place is looked for. */
    private static final int DEEPEST = 32;

    private final OwnerStore owners;
    private final @Nullable Path proxied;

    /** @param destination where the artifacts lie that the server passes through */
    Places(OwnerStore owners, String destination) {
        this.owners = owners;
        ArtifactUri uri = ArtifactUri.parse(destination);
        this.proxied = uri.isLocal() ? uri.localPath() : null;
    }

    /** To read or write a file behind the artifact proxy, or to list a folder. */
    Need proxied(@Nullable String path, Action action) {
        List<String> segments =
                path == null ? List.of() : ArtifactPath.parse(path).segments();
        return among(ownersOf(segments), action);
    }

    /** To delete a file or folder behind the artifact proxy, with all that it holds. */
    Need proxiedTree(@Nullable String path) {
        List<String> segments =
                path == null ? List.of() : ArtifactPath.parse(path).segments();
        List<Inside> found = ownersOf(segments);
        for (OwnerStore.Place place : owners.places()) {
            ArtifactUri location = ArtifactUri.parse(place.location());
            if (location.scheme().equals(PROXY) && startsWith(location.segments(), segments)) {
                found.add(new Inside(place.experimentId(), List.of()));
            }
        }
        if (found.isEmpty()) {
            return fallback(Action.MANAGE);
        }
        return Need.all(found.stream()
                .map(inside -> inside.rest().isEmpty()
                        ? tiers(inside, Action.MANAGE, List.of(RUN, TRACE, LOGGED_MODEL))
                        : inside.tier() == null
                                ? tiers(inside, Action.MANAGE, List.of(RUN))
                                : need(inside, Action.MANAGE))
                .toList());
    }

    /** To make an experiment that keeps its artifacts at this address; null or empty leaves the place to the server. */
    Need ofNewExperiment(@Nullable String location) {
        if (location == null || location.isEmpty()) {
            return Need.NOTHING;
        }
        ArtifactUri uri = ArtifactUri.parse(location);
        if (uri.isLocal()) {
            Path path = uri.localPath();
            boolean behindProxy = proxied != null && (path.startsWith(proxied) || proxied.startsWith(path));
            return behindProxy ? Need.ADMIN : overlapping(uri, Action.UPDATE);
        }
        if (uri.scheme().equals(PROXY)) {
            List<String> segments = uri.segments();
            // A folder with a number is that of the experiment which has it, or will have it.
            if (segments.isEmpty() || climbs(segments) || isForeignNumber(segments.getFirst())) {
                return Need.ADMIN;
            }
        }
        return overlapping(uri, Action.UPDATE);
    }

    private boolean isForeignNumber(String segment) {
        return NUMBER.matcher(segment).matches()
                && owners.places().stream()
                        .noneMatch(place -> place.experimentId().equals(segment));
    }

    /** To make a model version of what lies at this address. */
    Need ofSource(String source) {
        return overlapping(ArtifactUri.parse(source), Action.READ);
    }

    private Need overlapping(ArtifactUri uri, Action action) {
        if (climbs(uri.segments()) && !uri.isLocal()) {
            return Need.ADMIN;
        }
        List<Need> needs = new ArrayList<>();
        List<String> segments = segments(uri);
        for (OwnerStore.Place place : owners.places()) {
            ArtifactUri other = ArtifactUri.parse(place.location());
            if (!kind(other).equals(kind(uri)) || !other.authority().equalsIgnoreCase(uri.authority())) {
                continue;
            }
            List<String> theirs = segments(other);
            if (startsWith(segments, theirs)) {
                needs.add(need(
                        new Inside(place.experimentId(), segments.subList(theirs.size(), segments.size())), action));
            } else if (startsWith(theirs, segments)) {
                needs.add(tiers(new Inside(place.experimentId(), List.of()), action, List.of(RUN, LOGGED_MODEL)));
            }
        }
        if (uri.scheme().equals(PROXY) && NUMBER.matcher(first(segments)).matches()) {
            needs.add(need(new Inside(first(segments), segments.subList(1, segments.size())), action));
        }
        return Need.all(needs);
    }

    /** Local addresses are compared by the path that is opened, others segment by segment. */
    private static List<String> segments(ArtifactUri uri) {
        if (!uri.isLocal() || !uri.isOfThisMachine() || uri.path().isEmpty()) {
            return uri.segments();
        }
        List<String> names = new ArrayList<>();
        uri.localPath().forEach(name -> names.add(name.toString()));
        return names;
    }

    private static String kind(ArtifactUri uri) {
        return uri.isLocal() ? "file" : uri.scheme();
    }

    private static boolean climbs(List<String> segments) {
        return segments.contains("..") || segments.contains(".");
    }

    private static String first(List<String> segments) {
        return segments.isEmpty() ? "" : segments.getFirst();
    }

    private static boolean startsWith(List<String> segments, List<String> beginning) {
        return segments.size() >= beginning.size()
                && segments.subList(0, beginning.size()).equals(beginning);
    }

    /** The experiments in whose folders a path behind the proxy lies: by its number, and by the places that they name. */
    private List<Inside> ownersOf(List<String> segments) {
        List<Inside> found = new ArrayList<>();
        if (NUMBER.matcher(first(segments)).matches()) {
            found.add(new Inside(first(segments), segments.subList(1, segments.size())));
        }
        List<String> addresses = new ArrayList<>();
        for (int length = 1; length <= Math.min(segments.size(), DEEPEST); length++) {
            String path = String.join("/", segments.subList(0, length));
            addresses.addAll(List.of(
                    PROXY + ":/" + path,
                    PROXY + ":/" + path + "/",
                    PROXY + ":///" + path,
                    PROXY + ":///" + path + "/"));
        }
        for (OwnerStore.Place place : owners.placesAt(addresses)) {
            int depth = ArtifactUri.parse(place.location()).segments().size();
            found.add(new Inside(place.experimentId(), segments.subList(depth, segments.size())));
        }
        return found;
    }

    private static Need among(List<Inside> owners, Action action) {
        return owners.isEmpty()
                ? fallback(action)
                : Need.all(owners.stream().map(inside -> need(inside, action)).toList());
    }

    private static Need need(Inside inside, Action action) {
        ResourceType tier = inside.tier();
        if (tier != null) {
            return tiers(inside, action, List.of(tier));
        }
        Need own = Need.of(EXPERIMENT, inside.experimentId(), action);
        // The names in an experiment's folder are those of its runs.
        return inside.rest().isEmpty() ? own.and(tiers(inside, Action.READ, List.of(RUN))) : own;
    }

    private static Need tiers(Inside inside, Action action, List<ResourceType> tiers) {
        String id = inside.experimentId();
        return Need.of(EXPERIMENT, id, Action.READ)
                .and(Need.all(tiers.stream()
                        .map(tier -> Need.inside(tier, action, EXPERIMENT, id))
                        .toList()));
    }

    /** Where no experiment is concerned, the permission that everyone has decides. */
    private static Need fallback(Action action) {
        return caller -> action.isMetBy(caller.fallback());
    }

    /**
     * A path inside an experiment's folder.
     *
     * @param rest the segments below the folder
     */
    private record Inside(String experimentId, List<String> rest) {

        /** What the path is a part of; null where it is the experiment's own. */
        @Nullable
        ResourceType tier() {
            return switch (first(rest)) {
                case "models" -> LOGGED_MODEL;
                case "traces" -> TRACE;
                default -> {
                    boolean ofRun = rest.size() > 1 && rest.get(1).equals("artifacts");
                    yield ofRun || RUN_ID.matcher(first(rest)).matches() ? RUN : null;
                }
            };
        }
    }
}
