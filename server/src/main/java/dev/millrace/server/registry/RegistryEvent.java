package dev.millrace.server.registry;

import dev.millrace.api.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened in the registry and is on the disk.
 *
 * @param kind what
 * @param name the registered model, or the prompt
 * @param prompt whether it is a prompt; null where the tags of the model have to tell
 * @param data what is told to others
 */
public record RegistryEvent(
        Kind kind, String name, @Nullable Boolean prompt, JsonValue.Obj data) {
    public enum Kind {
        MODEL_CREATED,
        MODEL_TAG_SET,
        MODEL_TAG_DELETED,
        VERSION_CREATED,
        VERSION_TAG_SET,
        VERSION_TAG_DELETED,
        ALIAS_SET,
        ALIAS_DELETED
    }
}
