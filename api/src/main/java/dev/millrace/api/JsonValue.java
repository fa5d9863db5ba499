package dev.millrace.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Free-form JSON, for what has no message of its own. */
public sealed interface JsonValue {
    /** An object; the order of its members is kept. */
    record Obj(Map<String, JsonValue> members) implements JsonValue {
        /** The member of that name, or null. */
        public @Nullable JsonValue get(String name) {
            return members.get(name);
        }

        /** The text of the member of that name, or null when it is absent or no string. */
        public @Nullable String text(String name) {
            return get(name) instanceof Text(String value) ? value : null;
        }
    }

    /** An array. */
    record Arr(List<JsonValue> items) implements JsonValue {}

    /** A string. */
    record Text(String value) implements JsonValue {}

    /** A number as it was written, so that nothing is lost: {@code 1}, {@code 1.0} and {@code 1e400} stay apart. */
    record Num(String literal) implements JsonValue {
        public double toDouble() {
            return Double.parseDouble(literal);
        }
    }

    /** True or false. */
    record Bool(boolean value) implements JsonValue {}

    /** JSON's null. */
    record Null() implements JsonValue {}
}
