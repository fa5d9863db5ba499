package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.ViewType;
import dev.millrace.server.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions that hold before any filter: in which experiments, and whether deleted things are seen. */
final class Scope {
    /** More values than this in one statement are more than SQLite binds. */
    private static final int MAX_IDS = 30_000;

    private Scope() {}

    /** {@code column = 7} or {@code column IN (7, 8)}; an equality lets an index give the order too. */
    static Sql experiments(String column, List<String> experimentIds) {
        List<Long> ids = new ArrayList<>();
        for (String id : experimentIds) {
            long number = experimentId(id);
            if (!ids.contains(number)) {
                ids.add(number);
            }
            if (ids.size() > MAX_IDS) {
                throw ApiException.invalid("At most %d experiments can be searched at once.".formatted(MAX_IDS));
            }
        }
        return ids.size() == 1
                ? Sql.of(column + " = ?", ids.getFirst())
                : Sql.of(column + " IN ").plus(Sql.list(ids));
    }

    /** The number of an experiment, which is a text in requests. */
    static long experimentId(String id) {
        try {
            return Long.parseLong(id.strip());
        } catch (NumberFormatException e) {
            throw ApiException.invalid(
                    "Invalid experiment ID '%s'. Experiment ID must be a valid integer.".formatted(id));
        }
    }

    /** Which lifecycle stages are seen; null is the default, active ones only. */
    static Sql lifecycle(String column, @Nullable ViewType view) {
        return switch (view) {
            case null -> Sql.of(column + " = ?", "active");
            case ACTIVE_ONLY -> Sql.of(column + " = ?", "active");
            case DELETED_ONLY -> Sql.of(column + " = ?", "deleted");
            case ALL -> Sql.of(column + " IN (?, ?)", "active", "deleted");
        };
    }
}
