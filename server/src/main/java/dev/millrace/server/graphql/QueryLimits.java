package dev.millrace.server.graphql;

import dev.millrace.server.graphql.Document.Field;
import dev.millrace.server.graphql.Document.Fragment;
import dev.millrace.server.graphql.Document.Inline;
import dev.millrace.server.graphql.Document.Operation;
import dev.millrace.server.graphql.Document.Selection;
import dev.millrace.server.graphql.Document.Spread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much a document may ask for, checked before anything else is done with it. Fragments count where they are used, so
 * that a short document cannot grow to a large one.
 */
final class QueryLimits {
    private static final int DEPTH = 10;
    private static final int FIELDS = 1000;

    private record Level(List<Selection> selections, int depth) {}

    private final GraphqlConfig config;
    private final Document document;
    private int rootFields;
    private int fields;
    private int aliases;

    private QueryLimits(GraphqlConfig config, Document document) {
        this.config = config;
        this.document = document;
    }

    /** What is too much, in the original's words, or null. */
    static @Nullable String exceeded(Document document, GraphqlConfig config) {
        return new QueryLimits(config, document).exceeded();
    }

    private @Nullable String exceeded() {
        Deque<Level> levels = new ArrayDeque<>();
        for (Operation operation : document.operations()) {
            levels.push(new Level(operation.selections(), 1));
            while (!levels.isEmpty()) {
                Level level = levels.pop();
                if (level.depth > DEPTH) {
                    return "Query exceeds maximum depth of " + DEPTH;
                }
                int aliasesHere = 0;
                for (Field field : fieldsOf(level.selections)) {
                    if (++fields > FIELDS) {
                        return "Query exceeds maximum total selections of " + FIELDS;
                    }
                    rootFields += level.depth == 1 ? 1 : 0;
                    aliasesHere += field.alias() == null ? 0 : 1;
                    if (!field.selections().isEmpty()) {
                        levels.push(new Level(field.selections(), level.depth + 1));
                    }
                }
                aliases = Math.max(aliases, aliasesHere);
            }
        }
        if (rootFields > config.rootFields()) {
            return tooMany("root fields", config.rootFields(), rootFields, GraphqlConfig.ROOT_FIELDS);
        }
        return aliases > config.aliases() ? tooMany("aliases", config.aliases(), aliases, GraphqlConfig.ALIASES) : null;
    }

    /** The fields of a level, with those of its fragments, each fragment once. */
    private List<Field> fieldsOf(List<Selection> selections) {
        List<Field> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<Selection> open = new ArrayDeque<>(selections);
        while (found.size() <= FIELDS && open.poll() instanceof Selection selection) {
            switch (selection) {
                case Field field -> found.add(field);
                case Inline inline -> open.addAll(inline.selections());
                case Spread spread -> {
                    Fragment fragment = document.fragments().get(spread.fragment());
                    if (fragment != null && seen.add(spread.fragment())) {
                        open.addAll(fragment.selections());
                    }
                }
            }
        }
        return found;
    }

    private static String tooMany(String what, int limit, int found, String variable) {
        return "GraphQL queries should have at most %d %s, got %d %s. To increase the limit, set the %s environment variable."
                .formatted(limit, what, found, what, variable);
    }
}
