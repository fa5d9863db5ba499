package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the databases that MLflow's schema lives on. A new database is a class of this type and a schema
 * resource.
 */
public interface Dialect {
    /** The resource beside this class that makes the schema on an empty database. */
    String schemaResource();

    /**
     * Begins the transaction in which the schema is made, when nobody else is making it.
     *
     * @throws DatabaseRefused where another server is making it for too long
     */
    void beginSchema(Session session) throws SQLException;

    /** A query for the names of all tables. */
    Sql tableNames();

    /** A query for the names of all indexes. */
    Sql indexNames();

    /** A query for the key that the database made for the row that this connection inserted last. */
    String lastInsertedKey();

    /** Binds a value to a question mark, counted from 1. */
    default void bind(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        statement.setObject(place, value);
    }

    /** The mark for a text that came out of a column, where it is compared in the order of that column's texts. */
    default String markOfColumnText() {
        return "?";
    }

    /**
     * An INSERT that gives the number itself by which the database otherwise counts the rows of a table.
     *
     * @param table the table that it inserts into
     */
    default String withGivenNumber(String table, String insert) {
        return insert;
    }

    /** The condition that a column of truth values holds true. */
    default String isTrue(String column) {
        return column;
    }

    /** {@code column LIKE ?} that minds the case of letters. */
    Sql like(String column, String pattern);

    /** {@code column LIKE ?} that does not. */
    Sql ilike(String column, String pattern);

    /** The digits of a whole number as a text that can be matched against a pattern. */
    default String digits(String column) {
        return "CAST(" + column + " AS TEXT)";
    }

    /** {@code column = ?} on text, byte for byte. */
    Sql equal(String column, String value);

    /**
     * {@code column IN (…)} for any number of texts, byte for byte, or whole numbers; none match nothing. One value is an
     * equality, which lets an index give the order too; for more the statement depends on their number as little as the database allows.
     */
    Sql in(String column, Collection<?> values);

    /**
     * The condition that one row of columns comes behind a row of values: the first columns in which they differ decide.
     * None of them is null.
     *
     * @param columns separated by a comma and a space
     */
    default Sql greater(String columns, Object... values) {
        String marks = "?, ".repeat(values.length - 1) + "?";
        return Sql.of("(" + columns + ") > (" + marks + ")", values);
    }

    /**
     * The end of a query with an ORDER BY that leaves out its first rows and gives no more than so many of the others.
     *
     * @param rows at least 1
     */
    default Sql page(long rows, long skipped) {
        return skipped == 0 ? Sql.of(" LIMIT ?", rows) : Sql.of(" LIMIT ? OFFSET ?", rows, skipped);
    }

    /** No more than so many rows of a query, whichever; each column of it has a name of its own. */
    default Sql atMost(long rows, Sql query) {
        return query.plus(Sql.of(" LIMIT ?", rows));
    }

    /** A term of ORDER BY that puts nulls last in both directions. */
    default String nullsLast(String expression, boolean ascending) {
        return expression + (ascending ? " ASC" : " DESC") + " NULLS LAST";
    }

    /** The key of an index that serves the descending order of {@link #nullsLast}. */
    default String descendingKey(String column) {
        return column + " DESC";
    }

    /**
     * Whether writers run beside each other. They have then to touch rows in the order of their keys, since two that take
     * them in different orders wait for each other.
     */
    boolean writersRunTogether();

    /**
     * A query that gives 1 for each row of a table that fulfils a condition, and keeps other writers from these rows until
     * the transaction ends.
     */
    default Sql lock(String table, Sql condition) {
        return Sql.of("SELECT 1 FROM " + table + " WHERE ").plus(condition).plus(Sql.of(" FOR UPDATE"));
    }

    /**
     * {@code INSERT} that overwrites columns of an existing row with the same primary key.
     *
     * @param intoTableColumnsAndValues what stands behind INSERT: {@code INTO table (columns) VALUES (…)}, or a SELECT in
     *     place of VALUES
     * @param keys the primary key's columns, separated by a comma and a space
     * @param columns the columns to overwrite
     */
    default String insertOrUpdate(String intoTableColumnsAndValues, String keys, String... columns) {
        List<String> assignments = new ArrayList<>();
        for (String column : columns) {
            assignments.add(column + " = excluded." + column);
        }
        return "INSERT " + intoTableColumnsAndValues + " ON CONFLICT (" + keys + ") DO UPDATE SET "
                + String.join(", ", assignments);
    }

    /**
     * Like {@link #insertOrUpdate} where the new row wins only if this tuple of its columns is greater.
     *
     * @param table the table's name
     * @param tuple the columns to compare, in order, separated by a comma and a space
     */
    default String insertOrUpdateIfGreater(
            String intoTableColumnsAndValues, String keys, String table, String tuple, String... columns) {
        String excluded = "excluded." + tuple.replace(", ", ", excluded.");
        String stored = table + "." + tuple.replace(", ", ", " + table + ".");
        return insertOrUpdate(intoTableColumnsAndValues, keys, columns) + " WHERE (" + excluded + ") > (" + stored
                + ")";
    }

    /**
     * Any number of texts as a table {@code listed} with the columns {@code place}, from 0, and {@code text}. To be
     * joined with CROSS JOIN, and the place selected rather than the text: a number costs the driver a fraction of what
     * a text does.
     *
     * @param table the table whose keys the texts are
     * @param key that key's column
     */
    Sql listed(String table, String key, Collection<String> texts);

    /** {@code INSERT} that leaves an existing row with the same key as it is, and then counts no row. */
    default String insertOrIgnore(String intoTableColumnsAndValues, String keys) {
        return "INSERT " + intoTableColumnsAndValues + " ON CONFLICT (" + keys + ") DO NOTHING";
    }

    /** Whether the failure is a row that had to be unique. */
    boolean isUniqueViolation(SQLException failure);

    /**
     * Whether the whole transaction is lost, as opposed to one statement: the disk is full, the file cannot be read, the
     * lock could not be had; on a server, the connection is gone.
     */
    boolean isFatal(SQLException failure);

    /** Whether the failure is a collision with another transaction, so that the same work may well succeed now. */
    boolean isCollision(SQLException failure);

    /** What a client is told of a failure that is not its fault, or null where that is a plain internal error. */
    @Nullable
    ApiException translate(SQLException failure);
}
