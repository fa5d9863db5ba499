package dev.millrace.server.graphql;

import dev.millrace.server.graphql.Document.Field;
import dev.millrace.server.graphql.Document.Fragment;
import dev.millrace.server.graphql.Document.Inline;
import dev.millrace.server.graphql.Document.Selection;
import dev.millrace.server.graphql.Document.Spread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields that stand on a level of a document, and those among them that cannot stand together. */
final class Fields {
    private final Document document;

    Fields(Document document) {
        this.document = document;
    }

    /** The conflicts of a level and of those below it, as sentences. */
    List<String> conflicts(List<Selection> selections) {
        List<String> found = new ArrayList<>();
        collect(selections).forEach((key, fields) -> {
            String reason = reason(fields);
            if (reason == null) {
                found.addAll(conflicts(merged(fields)));
            } else {
                found.add(("Fields '%s' conflict because %s. Use different aliases on the fields to fetch both if this"
                                + " was intentional.")
                        .formatted(key, reason));
            }
        });
        return found;
    }

    private static @Nullable String reason(List<Field> fields) {
        Field first = fields.getFirst();
        for (Field field : fields) {
            if (!field.name().equals(first.name())) {
                return "'%s' and '%s' are different fields".formatted(first.name(), field.name());
            }
            if (!field.arguments().equals(first.arguments())) {
                return "they have differing arguments";
            }
        }
        return null;
    }

    /** All that fields of one name ask for below them. */
    static List<Selection> merged(List<Field> fields) {
        return fields.size() == 1
                ? fields.getFirst().selections()
                : fields.stream().flatMap(field -> field.selections().stream()).toList();
    }

    /** The fields of a level by their names in the answer, those of fragments among them. */
    Map<String, List<Field>> collect(List<Selection> selections) {
        Map<String, List<Field>> fields = new LinkedHashMap<>();
        collect(selections, fields, new HashSet<>());
        return fields;
    }

    private void collect(List<Selection> selections, Map<String, List<Field>> fields, Set<String> seen) {
        for (Selection selection : selections) {
            switch (selection) {
                case Field field ->
                    fields.computeIfAbsent(field.key(), key -> new ArrayList<>())
                            .add(field);
                case Inline inline -> collect(inline.selections(), fields, seen);
                case Spread spread -> {
                    Fragment fragment = document.fragments().get(spread.fragment());
                    if (fragment != null && seen.add(spread.fragment())) {
                        collect(fragment.selections(), fields, seen);
                    }
                }
            }
        }
    }
}
