/** Tests of the search grammar and its paging, on recorded cases and on a real SQLite database. */
@NullMarked
package dev.millrace.server.search;

import org.jspecify.annotations.NullMarked;
