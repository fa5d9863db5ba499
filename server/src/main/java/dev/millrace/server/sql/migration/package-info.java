/**
 * Brings databases of MLflow 2.22 and later to the revision that Millrace works with, and says whether one has it. A
 * revision is a file of SQL for each kind of database, and code where SQL cannot say it.
 */
@NullMarked
package dev.millrace.server.sql.migration;

import org.jspecify.annotations.NullMarked;
