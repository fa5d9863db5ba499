/**
 * MLflow's GraphQL, as its web pages ask it: a reader of documents, a check of them against MLflow's schema, and their
 * execution on the operations of the REST API. Nothing of it is loaded before the first such request.
 */
@NullMarked
package dev.millrace.server.graphql;

import org.jspecify.annotations.NullMarked;
