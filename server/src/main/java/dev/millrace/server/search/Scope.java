package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.ViewType;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import java.math.BigInteger;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The conditions that hold before any filter: in which experiments, and whether deleted things are seen. */
final class Scope {
    private Scope() {}

    /** In which experiments; none finds nothing. */
    static Sql experiments(Dialect dialect, String column, List<String> experimentIds) {
        return dialect.in(
                column, experimentIds.stream().map(Scope::experimentId).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The number of an experiment, which is a text in requests; one too large for any experiment is cut and finds none. */
    static long experimentId(String id) {
        BigInteger number = WholeNumber.parse(id);
        if (number == null) {
            throw ApiException.invalid(
                    "Invalid experiment ID '%s'. Experiment ID must be a valid integer.".formatted(id));
        }
        return WholeNumber.clamped(number);
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
