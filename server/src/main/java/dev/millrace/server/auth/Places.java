package dev.millrace.server.auth;

import static dev.millrace.server.auth.ResourceType.EXPERIMENT;
import static dev.millrace.server.auth.ResourceType.LOGGED_MODEL;
import static dev.millrace.server.auth.ResourceType.RUN;
import static dev.millrace.server.auth.ResourceType.TRACE;

import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.server.auth.ExperimentFolders.Inside;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to reach a place by its address instead of by what it belongs to: a path of the artifact proxy, the
 * source of a model version, the location of a new experiment. An address inside an experiment's folder, or one that has
 * such a folder inside, takes what the experiment takes, however either is written.
 */
final class Places {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{32}");

    private final Folder proxied;
    private final ExperimentFolders experiments;

    /** @param destination where the artifacts lie that the server passes through */
    Places(OwnerStore owners, String destination) {
        this.proxied = Objects.requireNonNullElse(Folder.of(destination, Folder.BEHIND_PROXY), Folder.BEHIND_PROXY);
        this.experiments = new ExperimentFolders(owners, address -> Folder.of(address, proxied));
    }

    /** To read or write a file behind the artifact proxy, or to list a folder. */
    Need proxied(@Nullable String path, Action action) {
        List<Inside> owners = around(behindProxy(path));
        return owners.isEmpty() ? fallback(action) : needs(owners, action);
    }

    /** To delete a file or folder behind the artifact proxy, with all that it holds. */
    Need proxiedTree(@Nullable String path) {
        Folder folder = behindProxy(path);
        List<Inside> found = Stream.concat(around(folder).stream(), experiments.in(folder).stream())
                .toList();
        if (found.isEmpty()) {
            return fallback(Action.MANAGE);
        }
        return Need.all(found.stream()
                .map(inside -> inside.rest().isEmpty()
                        ? tiers(inside, Action.MANAGE, List.of(RUN, TRACE, LOGGED_MODEL))
                        : tier(inside.rest()) == null
                                ? tiers(inside, Action.MANAGE, List.of(RUN))
                                : need(inside, Action.MANAGE))
                .toList());
    }

    /** To make an experiment that keeps its artifacts at this address; null or empty leaves the place to the server. */
    Need ofNewExperiment(@Nullable String location) {
        if (location == null || location.isEmpty()) {
            return Need.NOTHING;
        }
        Folder folder = Folder.of(location, proxied);
        if (folder == null || proxied.isWithin(folder)) {
            return Need.ADMIN;
        }
        // A folder with a number is that of the experiment which has it, or will have it.
        String number = numbered(folder);
        return number != null && !experiments.hasExperiment(number) ? Need.ADMIN : overlapping(folder, Action.UPDATE);
    }

    /**
     * To make a model version of what lies at this address. What is behind the proxy can be read by its own address, too;
     * there it takes what it takes through the proxy.
     */
    Need ofSource(String source) {
        Folder folder = Folder.of(source, proxied);
        if (folder == null) {
            return Need.ADMIN;
        }
        Need owners = overlapping(folder, Action.READ);
        boolean nobodys = folder.isWithin(proxied) ? around(folder).isEmpty() : proxied.isWithin(folder);
        return nobodys ? owners.and(fallback(Action.READ)) : owners;
    }

    private Need overlapping(Folder folder, Action action) {
        Need inside = Need.all(experiments.in(folder).stream()
                .map(owner -> tiers(owner, action, List.of(RUN, LOGGED_MODEL)))
                .toList());
        return inside.and(needs(around(folder), action));
    }

    private Folder behindProxy(@Nullable String path) {
        return path == null ? proxied : proxied.below(ArtifactPath.parse(path).segments());
    }

    /** The experiments in whose folders a place lies: by the number behind the proxy, and by the folders that they name. */
    private List<Inside> around(Folder folder) {
        List<Inside> found = new ArrayList<>(experiments.around(folder));
        String number = numbered(folder);
        if (number != null) {
            List<String> rest = folder.from(proxied);
            found.add(new Inside(number, rest.subList(1, rest.size())));
        }
        return found;
    }

    /** The number that a place behind the proxy has as its first name; null where it has none. */
    private @Nullable String numbered(Folder folder) {
        String name = folder.isWithin(proxied) ? first(folder.from(proxied)) : "";
        return NUMBER.matcher(name).matches() ? name : null;
    }

    private static String first(List<String> names) {
        return names.isEmpty() ? "" : names.getFirst();
    }

    private static Need needs(List<Inside> owners, Action action) {
        return Need.all(owners.stream().map(inside -> need(inside, action)).toList());
    }

    private static Need need(Inside inside, Action action) {
        ResourceType tier = tier(inside.rest());
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

    /** What a path below an experiment's folder is a part of; null where it is the experiment's own. */
    private static @Nullable ResourceType tier(List<String> rest) {
        return switch (first(rest)) {
            case "models" -> LOGGED_MODEL;
            case "traces" -> TRACE;
            default -> {
                boolean ofRun = rest.size() > 1 && rest.get(1).equals("artifacts");
                yield ofRun || RUN_ID.matcher(first(rest)).matches() ? RUN : null;
            }
        };
    }

    /** Where no experiment is concerned, the permission that everyone has decides. */
    private static Need fallback(Action action) {
        return caller -> caller.isUnrestricted() || action.isMetBy(caller.fallback());
    }
}
