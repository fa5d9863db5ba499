/** What the commands on experiments, runs and artifacts have in common: a server or a database, tables and JSON. */
@NullMarked
package dev.millrace.cli.tracking;

import org.jspecify.annotations.NullMarked;
