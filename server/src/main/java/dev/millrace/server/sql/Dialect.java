package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
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

    /** The end of a query that keeps other writers from the rows that it finds, until the transaction ends. */
    String forUpdate();

    /**
     * The tail of an INSERT into a table with a primary key of these columns that overwrites the others.
     *
     * @param keys the primary key's columns, separated by commas
     * @param columns the columns to overwrite
     */
    default String onConflictUpdate(String keys, String... columns) {
        List<String> assignments = new ArrayList<>();
        for (String column : columns) {
            assignments.add(column + " = excluded." + column);
        }
        return " ON CONFLICT (" + keys + ") DO UPDATE SET " + String.join(", ", assignments);
    }

    /**
     * Like {@link #onConflictUpdate} where the new row wins only if this tuple of its columns is greater.
     *
     * @param table the table's name
     * @param tuple the columns to compare, in order, separated by a comma and a space
     */
    default String onConflictUpdateIfGreater(String keys, String table, String tuple, String... columns) {
        String excluded = "excluded." + tuple.replace(", ", ", excluded.");
        String stored = table + "." + tuple.replace(", ", ", " + table + ".");
        return onConflictUpdate(keys, columns) + " WHERE (" + excluded + ") > (" + stored + ")";
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
