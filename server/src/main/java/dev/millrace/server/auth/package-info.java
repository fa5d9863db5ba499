/**
 * Who calls and what they may do: users, roles and permissions on MLflow's own auth database, the check of passwords, and
 * the one table that says for each route what it takes.
 */
@NullMarked
package dev.millrace.server.auth;

import org.jspecify.annotations.NullMarked;
