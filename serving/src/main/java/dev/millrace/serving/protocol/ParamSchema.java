package dev.millrace.serving.protocol;

import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.Value.Entries;
import dev.millrace.serving.json.Value.Items;
import dev.millrace.serving.json.Value.Nothing;
import dev.millrace.serving.json.Value.Text;
import dev.millrace.serving.json.Value.Whole;
import dev.millrace.serving.model.ParamSpec;
import dev.millrace.serving.protocol.ScoringException.Fault;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks a request's {@code params}. They are checked only: no model that runs without Python makes use of them.
 * Parameters that the signature does not know are ignored, and all of them when it knows none.
 */
final class ParamSchema {
    private final List<ParamSpec> specs;

    ParamSchema(List<ParamSpec> specs) {
        this.specs = specs;
    }

    /** @throws ScoringException if a parameter has a value that its type does not allow */
    void check(Value params) {
        if (specs.isEmpty() || params == Nothing.NULL) {
            return;
        }
        if (!(params instanceof Entries entries)) {
            throw invalid("\"params\" must be an object, not " + params.pythonType() + ".");
        }
        List<String> faults = new ArrayList<>();
        for (ParamSpec spec : specs) {
            String fault = fault(spec, entries.values());
            if (fault != null) {
                faults.add(fault);
            }
        }
        if (!faults.isEmpty()) {
            throw invalid(String.join(" ", faults));
        }
    }

    private static ScoringException invalid(String message) {
        return new ScoringException(Fault.INVALID_PARAMETER, message);
    }

    private static @Nullable String fault(ParamSpec spec, Map<String, Value> params) {
        Value value = params.getOrDefault(spec.name(), Nothing.NULL);
        if (value == Nothing.NULL) {
            return null;
        }
        if (spec.list()) {
            boolean fits =
                    value instanceof Items items && items.values().stream().allMatch(v -> fits(v, spec.type()));
            return fits ? null : "Parameter \"" + spec.name() + "\" must be a list of " + spec.type() + ".";
        }
        return fits(value, spec.type())
                ? null
                : "Parameter \"" + spec.name() + "\" must be of type " + spec.type() + ".";
    }

    /** Whole numbers may widen to floating point; nothing else is converted. */
    private static boolean fits(Value value, String type) {
        return switch (type) {
                    case "boolean" -> value instanceof Value.Bool;
                    case "string" -> value instanceof Text;
                    case "integer" -> value instanceof Whole whole && whole.value() == (int) whole.value();
                    case "long" -> value instanceof Whole;
                    case "float", "double" -> value instanceof Whole || value instanceof Value.Real;
                    case "datetime" -> value instanceof Text text && isDate(text.value());
                    case "object" -> value instanceof Entries;
                    default -> true;
                }
                || value == Nothing.NULL;
    }

    private static boolean isDate(String text) {
        try {
            return text.length() > 10
                    ? !LocalDateTime.parse(text.replace(' ', 'T')).equals(LocalDateTime.MIN)
                    : !LocalDate.parse(text).equals(LocalDate.MIN);
        } catch (DateTimeException e) {
            return false;
        }
    }
}
