package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the databases that MLflow's schema lives on. A new database is a class of this type and a schema
 * resource.
 */
public interface Dialect {
    /** The resource beside this class that makes the schema on an empty database. */
    String schemaResource();

    /** A query for the names of all tables. */
    Sql tableNames();

    /** A query for the key that the database made for the row that this connection inserted last. */
    String lastInsertedKey();

    /** {@code column LIKE ?} that minds the case of letters. */
    Sql like(String column, String pattern);

    /** {@code column LIKE ?} that does not. */
    Sql ilike(String column, String pattern);

    /** {@code column = ?} on text, byte for byte. */
    Sql equal(String column, String value);

    /**
     * {@code column IN (…)} for any number of texts, byte for byte, or whole numbers; none match nothing. One value is an
     * equality, which lets an index give the order too; for more the statement does not depend on their number.
     */
    Sql in(String column, Collection<?> values);

    /** A term of ORDER BY that puts nulls last in both directions. */
    default String nullsLast(String expression, boolean ascending) {
        return expression + (ascending ? " ASC" : " DESC") + " NULLS LAST";
    }

    /**
     * The tail of an INSERT into a table with a primary key of these columns that overwrites the others.
     *
     * @param keys the primary key's columns, separated by commas
     * @param columns the columns to overwrite
     */
    String onConflictUpdate(String keys, String... columns);

    /**
     * Like {@link #onConflictUpdate} where the new row wins only if this tuple of its columns is greater.
     *
     * @param table the table's name
     * @param tuple the columns to compare, in order, separated by a comma and a space
     */
    String onConflictUpdateIfGreater(String keys, String table, String tuple, String... columns);

    /**
     * Any number of texts as a table {@code listed} with the columns {@code place}, from 0, and {@code text}; the
     * statement does not depend on their number. To be joined with CROSS JOIN, and the place selected rather than the
     * text: a number costs the driver a fraction of what a text does.
     */
    Sql listed(Collection<String> texts);

    /** {@code INSERT} that leaves an existing row with the same key as it is. */
    String insertOrIgnore(String intoTableColumnsAndValues, String keys);

    /** Whether the failure is a row that had to be unique. */
    boolean isUniqueViolation(SQLException failure);

    /**
     * Whether the whole transaction is lost, as opposed to one statement: the disk is full, the file cannot be read, the
     * lock could not be had.
     */
    boolean isFatal(SQLException failure);

    /** What a client is told of a failure that is not its fault, or null where that is a plain internal error. */
    @Nullable
    ApiException translate(SQLException failure);
}
