package dev.millrace.cli.tracking;

import dev.millrace.api.JsonValue;
import dev.millrace.serving.json.PythonNumbers;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Python's {@code json.dumps} indents it, pure ASCII: scripts that read MLflow's output find the same bytes. */
public final class PythonJson {
    private final StringBuilder out = new StringBuilder();
    private final int indent;

    private PythonJson(int indent) {
        this.indent = indent;
    }

    /**
     * The document, without a line break at its end.
     *
     * @param indent spaces for each level
     */
    public static String of(JsonValue value, int indent) {
        var json = new PythonJson(indent);
        json.print(value, 0);
        return json.out.toString();
    }

    /** A number as a member; NaN and the infinities as Python writes them, which is no JSON. */
    public static JsonValue number(double value) {
        if (Double.isNaN(value)) {
            return new JsonValue.Num("NaN");
        }
        if (Double.isInfinite(value)) {
            return new JsonValue.Num(value > 0 ? "Infinity" : "-Infinity");
        }
        return new JsonValue.Num(PythonNumbers.text(value));
    }

    /** A text as a member; null where there is none. */
    public static JsonValue text(@Nullable String value) {
        return value == null ? new JsonValue.Null() : new JsonValue.Text(value);
    }

    /** Milliseconds of a time as a member; null where there is none, and 0 is none, as in MLflow. */
    public static JsonValue time(@Nullable Long value) {
        return value == null || value == 0 ? new JsonValue.Null() : new JsonValue.Num(value.toString());
    }

    private void print(JsonValue value, int depth) {
        switch (value) {
            case JsonValue.Obj(var members) -> members(members, depth);
            case JsonValue.Arr(var items) -> {
                if (items.isEmpty()) {
                    out.append("[]");
                    return;
                }
                out.append('[');
                String separator = "";
                for (JsonValue item : items) {
                    out.append(separator);
                    line(depth + 1);
                    print(item, depth + 1);
                    separator = ",";
                }
                line(depth);
                out.append(']');
            }
            case JsonValue.Text(String text) -> quote(text);
            case JsonValue.Num(String literal) -> out.append(literal);
            case JsonValue.Bool(boolean bool) -> out.append(bool);
            case JsonValue.Null() -> out.append("null");
        }
    }

    private void members(Map<String, JsonValue> members, int depth) {
        if (members.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        Iterator<Map.Entry<String, JsonValue>> rest = members.entrySet().iterator();
        while (rest.hasNext()) {
            Map.Entry<String, JsonValue> member = rest.next();
            line(depth + 1);
            quote(member.getKey());
            out.append(": ");
            print(member.getValue(), depth + 1);
            out.append(rest.hasNext() ? "," : "");
        }
        line(depth);
        out.append('}');
    }

    private void line(int depth) {
        out.append('\n').repeat(' ', indent * depth);
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || c > '~') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
