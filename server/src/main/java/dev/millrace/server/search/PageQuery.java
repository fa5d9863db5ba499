package dev.millrace.server.search;

import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.RowReader;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A search that is ready to run: what to look in, what to look for, in which order, and where the page begins. The last
 * sort keys are a unique key of the results, so that no two rows are equal in the order.
 */
public final class PageQuery {
    private final Dialect dialect;
    private final Sql from;
    private final Sql where;
    private final List<SortKey> keys;
    private final int limit;
    private final PageToken begin;
    private final String order;

    private PageQuery(
            Dialect dialect, Sql from, Sql where, List<SortKey> keys, int limit, @Nullable String token, String scope) {
        this.dialect = dialect;
        this.from = from;
        this.where = where;
        this.keys = keys;
        this.limit = limit;
        this.order = fingerprint(keys, scope);
        this.begin = PageToken.parse(token, order, keys);
    }

    /**
     * A search.
     *
     * @param from the tables, with their joins
     * @param where all conditions
     * @param keys the order
     * @param limit the most results of a page; none at all when it is zero or less
     * @param token the page's token; null or empty for the first
     * @param scope what else a token is bound to; empty for nothing
     */
    static PageQuery of(
            Dialect dialect,
            Sql from,
            List<Sql> where,
            List<SortKey> keys,
            int limit,
            @Nullable String token,
            String scope) {
        return new PageQuery(dialect, from, Sql.join(" AND ", where), List.copyOf(keys), limit, token, scope);
    }

    /**
     * Runs the search for one page.
     *
     * @param columns what to select, with the table aliases that the search names
     * @param reader reads these columns, which come first in each row
     */
    public <T> Page<T> page(Session session, String columns, RowReader<T> reader) throws SQLException {
        if (limit <= 0) {
            long offset = begin instanceof PageToken.Offset(long rows) ? rows : 0;
            return new Page<>(List.of(), PageToken.offset(offset + limit));
        }
        List<Row<T>> rows = new ArrayList<>();
        for (Segment segment : segments()) {
            if (rows.size() <= limit) {
                rows.addAll(session.query(select(columns, segment, limit + 1L - rows.size()), row -> {
                    int first = row.getMetaData().getColumnCount() - keys.size() + 1;
                    var values = new ArrayList<@Nullable Object>(keys.size());
                    for (int i = 0; i < keys.size(); i++) {
                        values.add(keys.get(i).read(row, first + i));
                    }
                    return new Row<>(reader.read(row), values);
                }));
            }
        }
        String next = null;
        if (rows.size() > limit) {
            rows = rows.subList(0, limit);
            next = tokenBehind(rows.getLast().values());
        }
        return new Page<>(
                Collections.unmodifiableList(rows.stream().map(Row::item).toList()), next);
    }

    /** The token of the page behind the row with these values of the sort keys. */
    String tokenBehind(List<@Nullable Object> values) {
        return PageToken.after(values, order);
    }

    List<SortKey> keys() {
        return keys;
    }

    /** The statement of one segment; the tests look at it and at its plan. */
    Sql select(String columns, Segment segment, long rows) {
        var select = Sql.builder().append("SELECT ").append(columns);
        for (SortKey key : keys) {
            select.append(", ").append(key.expression());
        }
        select.append(" FROM ").append(from).append(" WHERE ").append(where);
        if (!segment.condition().isEmpty()) {
            select.append(" AND ").append(segment.condition());
        }
        return select.append(" ORDER BY " + orderBy())
                .append(dialect.page(rows, begin instanceof PageToken.Offset(long skipped) ? skipped : 0))
                .build();
    }

    /** Each expression once: where it comes again all rows are equal in it, and SQL Server would refuse it. */
    private String orderBy() {
        Map<String, String> terms = new LinkedHashMap<>();
        for (SortKey key : keys) {
            terms.putIfAbsent(
                    key.expression(),
                    key.nullable()
                            ? dialect.nullsLast(key.expression(), key.ascending())
                            : key.expression() + (key.ascending() ? " ASC" : " DESC"));
        }
        return String.join(", ", terms.values());
    }

    /**
     * What is left of the results, in one or two parts that follow each other. A page behind a value of the first key
     * is a range of that key (which an index can find) and then the rows where it is null: as one condition with OR no
     * database would use the index.
     */
    List<Segment> segments() {
        if (!(begin instanceof PageToken.After(List<@Nullable Object> values))) {
            return List.of(new Segment(Sql.EMPTY));
        }
        SortKey first = keys.getFirst();
        Object value = values.getFirst();
        if (value == null) {
            var condition = Sql.builder()
                    .append(first.expression())
                    .append(" IS NULL AND ")
                    .append(behind(values, 1));
            return List.of(new Segment(condition.build()));
        }
        String range = first.expression() + (first.ascending() ? " >= " : " <= ") + mark(first);
        var condition = Sql.builder().append(range, value).append(" AND ").append(behind(values, 0));
        var rest = new Segment(condition.build());
        return first.nullable() ? List.of(rest, new Segment(Sql.of(first.expression() + " IS NULL"))) : List.of(rest);
    }

    /** Rows behind the given one, looking at the keys from this index on, and only at values that are not null. */
    private Sql behind(List<@Nullable Object> values, int index) {
        SortKey key = keys.get(index);
        Object value = values.get(index);
        boolean last = index == keys.size() - 1;
        var condition = Sql.builder().append("(");
        if (value == null) {
            // Nothing comes behind a null but the other rows with a null.
            condition
                    .append(key.expression())
                    .append(" IS NULL AND ")
                    .append(last ? Sql.of("1 = 0") : behind(values, index + 1));
            return condition.append(")").build();
        }
        condition.append(key.expression() + (key.ascending() ? " > " : " < ") + mark(key), value);
        if (key.nullable() && index > 0) {
            condition.append(" OR ").append(key.expression()).append(" IS NULL");
        }
        if (!last) {
            condition
                    .append(" OR (" + key.expression() + " = " + mark(key) + " AND ", value)
                    .append(behind(values, index + 1))
                    .append(")");
        }
        return condition.append(")").build();
    }

    private String mark(SortKey key) {
        return key.type() == SortKey.Type.TEXT ? dialect.markOfColumnText() : "?";
    }

    private static String fingerprint(List<SortKey> keys, String scope) {
        var crc = new CRC32C();
        keys.forEach(key -> crc.update(key.toString().getBytes(StandardCharsets.UTF_8)));
        crc.update(scope.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /** A part of the results: the condition that sets it apart, or nothing for all of them. */
    record Segment(Sql condition) {}

    private record Row<T>(T item, List<@Nullable Object> values) {}
}
