package dev.millrace.server.tracking;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Texts as MLflow's messages have them, where one that is not set reads as an empty one, and its ids. */
public final class Texts {
    private Texts() {}

    public static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** For columns in which the original stores nothing rather than an empty text. */
    static @Nullable String emptyAsNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** A new random id: 32 hexadecimal digits. */
    static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
