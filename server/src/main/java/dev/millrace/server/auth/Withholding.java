package dev.millrace.server.auth;

import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.Message;
import dev.millrace.api.MessageType;
import dev.millrace.server.registry.Prompts;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of answers what they tell of things that all are denied to the caller, as a run's id in a model version that
 * may be read. The fields are those that MLflow clears; addresses, as the source of a version, stay as they are there.
 */
final class Withholding {
    /** What lies within an answer, by the name of the field that it is in. */
    private record Part(ResourceType denied, Set<String> in, Set<String> fields) {}

    private static final Set<String> VERSIONS = Set.of("model_version", "model_versions", "latest_versions");
    private static final Set<String> MODELS = Set.of("registered_model", "registered_models");
    private static final String LATEST = "latest_versions";

    private static final Set<ResourceType> BEHIND_VERSIONS = EnumSet.of(ResourceType.RUN, ResourceType.LOGGED_MODEL);
    private static final Set<ResourceType> BEHIND_MODELS = EnumSet.of(
            ResourceType.RUN,
            ResourceType.LOGGED_MODEL,
            ResourceType.REGISTERED_MODEL_VERSION,
            ResourceType.PROMPT_VERSION);
    private static final Set<ResourceType> BEHIND_RUNS = EnumSet.of(ResourceType.LOGGED_MODEL);
    private static final Set<ResourceType> BEHIND_LOGGED_MODELS = EnumSet.of(ResourceType.RUN);

    /** What the answers of operations tell of; those of others tell of nothing that could be withheld. */
    private static final Map<Endpoint<?, ?>, Set<ResourceType>> TOLD = Map.ofEntries(
            Map.entry(Endpoints.CREATE_MODEL_VERSION, BEHIND_VERSIONS),
            Map.entry(Endpoints.GET_MODEL_VERSION, BEHIND_VERSIONS),
            Map.entry(Endpoints.GET_MODEL_VERSION_BY_ALIAS, BEHIND_VERSIONS),
            Map.entry(Endpoints.GET_LATEST_VERSIONS, BEHIND_VERSIONS),
            Map.entry(Endpoints.SEARCH_MODEL_VERSIONS, BEHIND_VERSIONS),
            Map.entry(Endpoints.UPDATE_MODEL_VERSION, BEHIND_VERSIONS),
            Map.entry(Endpoints.TRANSITION_MODEL_VERSION_STAGE, BEHIND_VERSIONS),
            Map.entry(Endpoints.GET_REGISTERED_MODEL, BEHIND_MODELS),
            Map.entry(Endpoints.SEARCH_REGISTERED_MODELS, BEHIND_MODELS),
            Map.entry(Endpoints.UPDATE_REGISTERED_MODEL, BEHIND_MODELS),
            Map.entry(Endpoints.RENAME_REGISTERED_MODEL, BEHIND_MODELS),
            Map.entry(Endpoints.GET_RUN, BEHIND_RUNS),
            Map.entry(Endpoints.SEARCH_RUNS, BEHIND_RUNS),
            Map.entry(Endpoints.CREATE_LOGGED_MODEL, BEHIND_LOGGED_MODELS),
            Map.entry(Endpoints.GET_LOGGED_MODEL, BEHIND_LOGGED_MODELS),
            Map.entry(Endpoints.FINALIZE_LOGGED_MODEL, BEHIND_LOGGED_MODELS),
            Map.entry(Endpoints.SET_LOGGED_MODEL_TAGS, BEHIND_LOGGED_MODELS),
            Map.entry(Endpoints.SEARCH_LOGGED_MODELS, BEHIND_LOGGED_MODELS));

    private static final List<Part> PARTS = List.of(
            new Part(ResourceType.RUN, VERSIONS, Set.of("run_id", "run_link")),
            new Part(ResourceType.RUN, Set.of("info"), Set.of("source_run_id")),
            new Part(ResourceType.RUN, Set.of("metrics"), Set.of("run_id")),
            new Part(ResourceType.LOGGED_MODEL, VERSIONS, Set.of("model_id", "model_params", "model_metrics")),
            new Part(ResourceType.LOGGED_MODEL, Set.of("metrics"), Set.of("model_id")),
            new Part(ResourceType.LOGGED_MODEL, Set.of("inputs"), Set.of("model_inputs")),
            new Part(ResourceType.LOGGED_MODEL, Set.of("outputs"), Set.of("model_outputs")));

    private final Set<ResourceType> denied;

    private Withholding(Set<ResourceType> denied) {
        this.denied = denied;
    }

    /** The kinds of things that an operation's answers tell of beside what they are about. */
    static Set<ResourceType> toldBy(Endpoint<?, ?> endpoint) {
        return TOLD.getOrDefault(endpoint, Set.of());
    }

    /**
     * What the caller gets of an answer.
     *
     * @param told what it tells of
     */
    static <R extends Message> R from(R answer, MessageType<R> type, Set<ResourceType> told, Caller caller) {
        if (told.isEmpty() || caller.isUnrestricted()) {
            return answer;
        }
        Set<ResourceType> denied = told.stream()
                .filter(kind -> !caller.may(Action.UNLESS_DENIED, kind, ResourceType.ALL))
                .collect(Collectors.toSet());
        return denied.isEmpty()
                ? answer
                : Json.readTrusted(
                        Json.print(new Withholding(denied).shown("", Json.parseTrusted(Json.write(answer)))), type);
    }

    /** @param field the one that the value is in */
    private JsonValue shown(String field, JsonValue value) {
        return switch (value) {
            case JsonValue.Arr(List<JsonValue> items) ->
                new JsonValue.Arr(items.stream().map(item -> shown(field, item)).toList());
            case JsonValue.Obj object -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                object.members().forEach((name, member) -> {
                    if (!isWithheld(field, object, name)) {
                        members.put(name, shown(name, member));
                    }
                });
                yield new JsonValue.Obj(members);
            }
            default -> value;
        };
    }

    private boolean isWithheld(String field, JsonValue.Obj object, String name) {
        if (MODELS.contains(field) && name.equals(LATEST)) {
            return denied.contains(
                    isPrompt(object) ? ResourceType.PROMPT_VERSION : ResourceType.REGISTERED_MODEL_VERSION);
        }
        return PARTS.stream()
                .anyMatch(
                        part -> denied.contains(part.denied) && part.in.contains(field) && part.fields.contains(name));
    }

    private static boolean isPrompt(JsonValue.Obj model) {
        return model.get("tags") instanceof JsonValue.Arr(List<JsonValue> tags)
                && Prompts.isPrompt(tags, tag -> member(tag, "key"), tag -> member(tag, "value"));
    }

    private static @Nullable String member(JsonValue tag, String name) {
        return tag instanceof JsonValue.Obj object ? object.text(name) : null;
    }
}
