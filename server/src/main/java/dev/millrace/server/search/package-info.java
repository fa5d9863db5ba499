/**
 * MLflow's search grammar: filter and order-by text is read into a small syntax tree and turned into SQL with bound
 * parameters, and answers are paged by keyset, so that a deep page costs what the first one costs.
 */
@NullMarked
package dev.millrace.server.search;

import org.jspecify.annotations.NullMarked;
