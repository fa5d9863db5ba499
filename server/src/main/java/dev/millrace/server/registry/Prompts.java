package dev.millrace.server.registry;

import dev.millrace.api.ApiException;
import dev.millrace.server.sql.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Prompts live in the registry as models with a tag that tells them apart. */
public final class Prompts {
    public static final String TAG = "mlflow.prompt.is_prompt";

    /** A prompt is all tags and has no files; these stand for its source. */
    private static final Set<String> SOURCES = Set.of("dummy-source", "prompt-template");

    private Prompts() {}

    /** Whether this value of the tag makes a prompt. */
    static boolean isPrompt(@Nullable String tagValue) {
        return "true".equalsIgnoreCase(tagValue);
    }

    /** Whether tags make a prompt of what has them. Of several with one key the last counts. */
    public static <T> boolean isPrompt(
            List<T> tags, Function<T, @Nullable String> key, Function<T, @Nullable String> value) {
        String last = null;
        for (T tag : tags) {
            if (TAG.equals(key.apply(tag))) {
                last = value.apply(tag);
            }
        }
        return isPrompt(last);
    }

    /** Whether a registered model is a prompt. */
    public static boolean isPrompt(Session session, String model) throws SQLException {
        return isPrompt(RegisteredModelRows.tag(session, model, TAG));
    }

    static void checkSource(String source) {
        if (!SOURCES.contains(source)) {
            throw ApiException.invalid(
                    "Invalid prompt source: '%s'. Prompt sources must use an MLflow placeholder.".formatted(source));
        }
    }
}
