package dev.millrace.server.auth;

import static dev.millrace.server.auth.ResourceType.ALL;
import static dev.millrace.server.auth.ResourceType.EXPERIMENT;
import static dev.millrace.server.auth.ResourceType.LOGGED_MODEL;
import static dev.millrace.server.auth.ResourceType.PROMPT;
import static dev.millrace.server.auth.ResourceType.PROMPT_VERSION;
import static dev.millrace.server.auth.ResourceType.REGISTERED_MODEL;
import static dev.millrace.server.auth.ResourceType.REGISTERED_MODEL_VERSION;
import static dev.millrace.server.auth.ResourceType.RUN;

import dev.millrace.api.ApiException;
import dev.millrace.server.tracking.Limits;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to act on what a request names, read as the endpoints read it: experiments by all the ways in which their
 * number can be written, runs and logged models by the experiment that they are in. Something that is not there is
 * refused like something that is not permitted, so that nobody can ask which ids exist.
 */
final class Subjects {
    private final OwnerStore owners;

    Subjects(OwnerStore owners) {
        this.owners = owners;
    }

    /** An action on an experiment. */
    Need experiment(@Nullable String id, Action action) {
        return Need.of(EXPERIMENT, experimentId(id), action);
    }

    /** An action on an experiment and on all that it holds. */
    Need wholeExperiment(@Nullable String id, Action action) {
        String canonical = experimentId(id);
        return Stream.of(
                        RUN,
                        ResourceType.TRACE,
                        LOGGED_MODEL,
                        ResourceType.ASSESSMENT,
                        ResourceType.REVIEW_QUEUE,
                        ResourceType.SCORER,
                        ResourceType.SCORER_VERSION)
                .map(type -> Need.inside(type, action, EXPERIMENT, canonical))
                .reduce(Need.of(EXPERIMENT, canonical, action), Need::and);
    }

    /** To read each of these experiments. */
    Need experiments(List<String> ids) {
        return Need.all(ids.stream().map(id -> experiment(id, Action.READ)).toList());
    }

    /** An action on an experiment that is named; for a name that there is not the endpoint has its own word. */
    Need experimentNamed(@Nullable String name, Action action) {
        String id = owners.experimentNamed(Limits.required(name, "experiment_name"));
        return id == null ? Need.NOTHING : Need.of(EXPERIMENT, id, action);
    }

    /** To make something of a kind in an experiment. */
    Need newIn(@Nullable String experimentId, ResourceType made) {
        return experiment(experimentId, Action.UPDATE).and(Need.of(made, ALL, Action.UNLESS_DENIED));
    }

    /** An action on a run. */
    Need run(@Nullable String runId, Action action) {
        return in(owners.experimentOfRun(Limits.required(runId, "run_id")), RUN, action);
    }

    /** The same for requests that may name the run by its old parameter. */
    Need run(@Nullable String runId, @Nullable String runUuid, Action action) {
        return run(runId == null || runId.isEmpty() ? runUuid : runId, action);
    }

    /** To read each of these runs. None is looked up behind the first that may not be read. */
    Need runs(List<String> runIds) {
        return caller ->
                runIds.stream().distinct().allMatch(id -> run(id, Action.READ).isMetBy(caller));
    }

    /** An action on a logged model. */
    Need loggedModel(@Nullable String modelId, Action action) {
        return in(owners.experimentOfLoggedModel(Limits.required(modelId, "model_id")), LOGGED_MODEL, action);
    }

    /**
     * To change the logged models that are named, each of which may be. None is looked up behind the first that may not be
     * changed.
     */
    <T> Need loggedModels(List<T> naming, Function<T, @Nullable String> modelId) {
        return caller -> naming.stream()
                .map(modelId)
                .filter(Subjects::isGiven)
                .distinct()
                .allMatch(id -> loggedModel(id, Action.UPDATE).isMetBy(caller));
    }

    private static Need in(@Nullable String experimentId, ResourceType type, Action action) {
        return experimentId == null
                ? Need.ADMIN
                : Need.of(EXPERIMENT, experimentId, Action.READ)
                        .and(Need.inside(type, action, EXPERIMENT, experimentId));
    }

    /** To make a registered model or a prompt. */
    Need newModel(@Nullable String name, boolean prompt) {
        return Need.of(prompt ? PROMPT : REGISTERED_MODEL, name == null ? "" : name, Action.UNLESS_DENIED);
    }

    /** An action on a registered model or prompt; for a name that there is not the endpoint has its own word. */
    Need model(@Nullable String name, Action action) {
        String present = Limits.required(name, "name");
        return Need.of(owners.isPrompt(present).orElse(false) ? PROMPT : REGISTERED_MODEL, present, action);
    }

    /** To set or delete a tag. That of prompts makes something else of a model, which other grants govern. */
    Need modelTag(@Nullable String name, @Nullable String key) {
        String present = Limits.required(name, "name");
        return key != null && owners.isPromptTag(present, key) ? bothFamilies(present) : model(present, Action.UPDATE);
    }

    private static Need bothFamilies(String present) {
        return Need.of(PROMPT, present, Action.MANAGE).and(Need.of(REGISTERED_MODEL, present, Action.MANAGE));
    }

    /** An action on a registered model or prompt, and one on its versions. */
    Need modelAndVersions(@Nullable String name, Action onModel, Action onVersions) {
        String present = Limits.required(name, "name");
        Optional<Boolean> prompt = owners.isPrompt(present);
        if (prompt.isEmpty()) {
            return Need.ADMIN;
        }
        ResourceType type = prompt.get() ? PROMPT : REGISTERED_MODEL;
        ResourceType version = prompt.get() ? PROMPT_VERSION : REGISTERED_MODEL_VERSION;
        Need ofVersions = onVersions == Action.UNLESS_DENIED
                ? Need.of(version, ALL, Action.UNLESS_DENIED)
                : Need.inside(version, onVersions, type, present);
        return Need.of(type, present, onModel).and(ofVersions);
    }

    /**
     * The id of an experiment as grants have it: {@code "01"} and {@code " 1"} are the experiment 1, as the endpoints
     * read them.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE where it is missing or no number
     */
    static String experimentId(@Nullable String id) {
        if (id == null) {
            throw ApiException.missing("experiment_id");
        }
        return id.isEmpty() ? "0" : Limits.experimentId(id).toString();
    }

    static boolean isGiven(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
