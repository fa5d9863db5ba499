package dev.millrace.server.registry;

import dev.millrace.api.JsonValue;
import dev.millrace.api.model.CreateModelVersion;
import dev.millrace.api.model.CreateRegisteredModel;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.ModelVersionTag;
import dev.millrace.api.model.RegisteredModelTag;
import dev.millrace.server.registry.RegistryEvent.Kind;
import dev.millrace.server.tracking.Texts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells of what happens in the registry, in the words of MLflow's webhooks. */
public final class RegistryEvents {
    private static final String TYPE_TAG = "_mlflow_prompt_type";
    private static final String TEXT_TAG = "mlflow.prompt.text";

    private final Consumer<RegistryEvent> listener;

    /** @param listener is called on the thread of the request, and must not make it wait */
    public RegistryEvents(Consumer<RegistryEvent> listener) {
        this.listener = listener;
    }

    void modelCreated(String name, CreateRegisteredModel request) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (RegisteredModelTag tag : request.tags()) {
            tags.put(Texts.orEmpty(tag.key()), Texts.orEmpty(tag.value()));
        }
        boolean prompt = Prompts.isPrompt(tags.get(Prompts.TAG));
        Map<String, JsonValue> data = new LinkedHashMap<>();
        data.put("name", text(name));
        data.put("tags", tags(tags, prompt ? Set.of(Prompts.TAG, TYPE_TAG) : Set.of()));
        data.put("description", text(Texts.orEmpty(request.description())));
        tell(Kind.MODEL_CREATED, name, prompt, data);
    }

    void versionCreated(String name, CreateModelVersion request, ModelVersion created) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (ModelVersionTag tag : request.tags()) {
            tags.put(Texts.orEmpty(tag.key()), Texts.orEmpty(tag.value()));
        }
        boolean prompt = Prompts.isPrompt(tags.get(Prompts.TAG));
        Map<String, JsonValue> data = new LinkedHashMap<>();
        data.put("name", text(name));
        data.put("version", text(Texts.orEmpty(created.version())));
        if (prompt) {
            data.put("template", textOrNull(tags.get(TEXT_TAG)));
            data.put("tags", tags(tags, Set.of(Prompts.TAG, TYPE_TAG, TEXT_TAG)));
        } else {
            data.put("source", text(Texts.orEmpty(created.source())));
            data.put("run_id", textOrNull(created.runId()));
            data.put("tags", tags(tags, Set.of()));
        }
        data.put("description", textOrNull(request.description()));
        tell(Kind.VERSION_CREATED, name, prompt, data);
    }

    void modelTagSet(String name, String key, String value) {
        tell(Kind.MODEL_TAG_SET, name, null, texts("name", name, "key", key, "value", value));
    }

    void modelTagDeleted(String name, String key) {
        tell(Kind.MODEL_TAG_DELETED, name, null, texts("name", name, "key", key));
    }

    void versionTagSet(String name, String version, String key, String value) {
        Map<String, JsonValue> data = texts("name", name, "version", version, "key", key, "value", value);
        tell(Kind.VERSION_TAG_SET, name, null, data);
    }

    void versionTagDeleted(String name, String version, String key) {
        tell(Kind.VERSION_TAG_DELETED, name, null, texts("name", name, "version", version, "key", key));
    }

    void aliasSet(String name, String alias, String version) {
        tell(Kind.ALIAS_SET, name, null, texts("name", name, "alias", alias, "version", version));
    }

    void aliasDeleted(String name, String alias) {
        tell(Kind.ALIAS_DELETED, name, null, texts("name", name, "alias", alias));
    }

    private void tell(Kind kind, String name, @Nullable Boolean prompt, Map<String, JsonValue> data) {
        listener.accept(new RegistryEvent(kind, name, prompt, new JsonValue.Obj(data)));
    }

    private static JsonValue tags(Map<String, String> tags, Set<String> hidden) {
        Map<String, JsonValue> shown = new LinkedHashMap<>();
        tags.forEach((key, value) -> {
            if (!hidden.contains(key)) {
                shown.put(key, text(value));
            }
        });
        return new JsonValue.Obj(shown);
    }

    private static Map<String, JsonValue> texts(String... namesAndValues) {
        Map<String, JsonValue> data = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            data.put(namesAndValues[i], text(namesAndValues[i + 1]));
        }
        return data;
    }

    private static JsonValue text(String text) {
        return new JsonValue.Text(text);
    }

    private static JsonValue textOrNull(@Nullable String text) {
        return text == null || text.isEmpty() ? new JsonValue.Null() : text(text);
    }
}
