/**
 * The HTTP layer of every Millrace server: requests, answers, routes, filters, metrics and logs. Handlers are plain
 * blocking code on virtual threads; Jetty stands behind {@link dev.millrace.http.HttpServer} and shows nowhere else.
 */
@NullMarked
package dev.millrace.http;

import org.jspecify.annotations.NullMarked;
