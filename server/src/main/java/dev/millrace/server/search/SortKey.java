package dev.millrace.server.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One value that results are ordered by.
 *
 * @param expression the SQL expression, without parameters
 * @param type what comes out of it
 * @param ascending the direction
 * @param nullable whether it may be null; nulls come last in both directions
 */
record SortKey(String expression, Type type, boolean ascending, boolean nullable) {
    enum Type {
        WHOLE,
        DECIMAL,
        TEXT
    }

    static SortKey ascending(String expression, Type type) {
        return new SortKey(expression, type, true, false);
    }

    static SortKey descending(String expression, Type type) {
        return new SortKey(expression, type, false, false);
    }

    /** The value in a row, as it is bound again for the next page. */
    @Nullable
    Object read(ResultSet row, int column) throws SQLException {
        Object value = switch (type) {
            case WHOLE -> row.getLong(column);
            case DECIMAL -> row.getDouble(column);
            case TEXT -> row.getString(column);
        };
        return row.wasNull() ? null : value;
    }
}
