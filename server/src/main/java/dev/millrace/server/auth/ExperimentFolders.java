package dev.millrace.server.auth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The folders of all experiments, deleted ones too; read anew when there are others than before. */
final class ExperimentFolders {
    private final OwnerStore owners;
    private final Function<String, @Nullable Folder> folderOf;
    private volatile @Nullable Read last;

    /** @param folderOf the folder that an address means; null where it means none */
    ExperimentFolders(OwnerStore owners, Function<String, @Nullable Folder> folderOf) {
        this.owners = owners;
        this.folderOf = folderOf;
    }

    /**
     * A place in an experiment's folder.
     *
     * @param rest the names below the folder
     */
    record Inside(String experimentId, List<String> rest) {}

    /** The experiments in whose folders another folder or file lies. */
    List<Inside> around(Folder folder) {
        Read read = read();
        List<Inside> found = new ArrayList<>();
        for (int depth = 0; depth <= Math.min(folder.segments().size(), read.deepest); depth++) {
            Folder parent = new Folder(folder.store(), folder.segments().subList(0, depth));
            for (String experiment : read.experiments.getOrDefault(parent, List.of())) {
                found.add(new Inside(experiment, folder.from(parent)));
            }
        }
        return found;
    }

    /** The experiments whose folders lie in another one, which is none of theirs. */
    List<Inside> in(Folder folder) {
        List<Inside> found = new ArrayList<>();
        read().experiments.forEach((own, experiments) -> {
            if (own.isWithin(folder) && !own.equals(folder)) {
                experiments.forEach(experiment -> found.add(new Inside(experiment, List.of())));
            }
        });
        return found;
    }

    /** Whether there is an experiment with this id. */
    boolean hasExperiment(String id) {
        return read().ids.contains(id);
    }

    private Read read() {
        // Before the places: what comes in between is found the next time.
        OwnerStore.Generation now = owners.generation();
        Read known = last;
        if (known == null || !known.generation.equals(now)) {
            known = new Read(now);
            for (OwnerStore.Place place : owners.places()) {
                known.add(place, folderOf.apply(place.location()));
            }
            last = known;
        }
        return known;
    }

    /** What was read at one time. */
    private static final class Read {
        private final OwnerStore.Generation generation;
        private final Map<Folder, List<String>> experiments = new HashMap<>();
        private final Set<String> ids = new HashSet<>();
        private int deepest;

        private Read(OwnerStore.Generation generation) {
            this.generation = generation;
        }

        private void add(OwnerStore.Place place, @Nullable Folder folder) {
            ids.add(place.experimentId());
            if (folder != null) {
                experiments.computeIfAbsent(folder, absent -> new ArrayList<>()).add(place.experimentId());
                deepest = Math.max(deepest, folder.segments().size());
            }
        }
    }
}
