package dev.millrace.server.auth;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.Message;
import dev.millrace.api.MessageType;
import dev.millrace.server.registry.Prompts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of answers what they tell of things that all are denied to the caller, as a run's id in a model version that
 * may be read. The fields are those that MLflow clears.
 */
final class Withholding {
    /** What lies within an answer, by the name of the field that it is in. */
    private record Part(ResourceType denied, Set<String> in, Set<String> fields) {}

    private static final Set<String> VERSIONS = Set.of("model_version", "model_versions", "latest_versions");
    private static final Set<String> MODELS = Set.of("registered_model", "registered_models");
    private static final String LATEST = "latest_versions";

    private static final List<Part> PARTS = List.of(
            new Part(ResourceType.RUN, VERSIONS, Set.of("run_id", "run_link")),
            new Part(ResourceType.RUN, Set.of("info"), Set.of("source_run_id")),
            new Part(ResourceType.RUN, Set.of("metrics"), Set.of("run_id")),
            new Part(ResourceType.LOGGED_MODEL, VERSIONS, Set.of("model_id", "model_params", "model_metrics")),
            new Part(ResourceType.LOGGED_MODEL, Set.of("metrics"), Set.of("model_id")),
            new Part(ResourceType.LOGGED_MODEL, Set.of("inputs"), Set.of("model_inputs")),
            new Part(ResourceType.LOGGED_MODEL, Set.of("outputs"), Set.of("model_outputs")));

    private final List<Part> denied;
    private final boolean versions;
    private final boolean promptVersions;

    private Withholding(Caller caller) {
        denied = PARTS.stream().filter(part -> isDenied(caller, part.denied)).toList();
        versions = isDenied(caller, ResourceType.REGISTERED_MODEL_VERSION);
        promptVersions = isDenied(caller, ResourceType.PROMPT_VERSION);
    }

    private static boolean isDenied(Caller caller, ResourceType type) {
        return !caller.may(Action.UNLESS_DENIED, type, ResourceType.ALL);
    }

    /** What the caller gets of an answer. */
    static <R extends Message> R from(R answer, MessageType<R> type, Caller caller) {
        if (caller.isUnrestricted()) {
            return answer;
        }
        var withholding = new Withholding(caller);
        if (withholding.denied.isEmpty() && !withholding.versions && !withholding.promptVersions) {
            return answer;
        }
        return Json.read(Json.print(withholding.shown("", Json.parse(Json.write(answer)))), type);
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
            return isPrompt(object) ? promptVersions : versions;
        }
        return denied.stream().anyMatch(part -> part.in.contains(field) && part.fields.contains(name));
    }

    private static boolean isPrompt(JsonValue.Obj model) {
        return model.get("tags") instanceof JsonValue.Arr(List<JsonValue> tags)
                && Prompts.isPrompt(tags, tag -> member(tag, "key"), tag -> member(tag, "value"));
    }

    private static @Nullable String member(JsonValue tag, String name) {
        return tag instanceof JsonValue.Obj object ? object.text(name) : null;
    }
}
