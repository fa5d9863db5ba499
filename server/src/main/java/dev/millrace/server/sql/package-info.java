/**
 * The database: connections, transactions and commit groups, statements as {@code Sql} values, and what differs from
 * one database to another behind {@code Dialect}. It knows no domain.
 */
@NullMarked
package dev.millrace.server.sql;

import org.jspecify.annotations.NullMarked;
