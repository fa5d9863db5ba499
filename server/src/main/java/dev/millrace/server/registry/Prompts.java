package dev.millrace.server.registry;

import dev.millrace.api.ApiException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prompts live in the registry as models with a tag that tells them apart. */
final class Prompts {
    static final String TAG = "mlflow.prompt.is_prompt";

    /** A prompt is all tags and has no files; these stand for its source. */
    private static final Set<String> SOURCES = Set.of("dummy-source", "prompt-template");

    private Prompts() {}

    /** Whether this value of the tag makes a prompt. */
    static boolean isPrompt(@Nullable String tagValue) {
        return "true".equalsIgnoreCase(tagValue);
    }

    static void checkSource(String source) {
        if (!SOURCES.contains(source)) {
            throw ApiException.invalid(
                    "Invalid prompt source: '%s'. Prompt sources must use an MLflow placeholder.".formatted(source));
        }
    }
}
