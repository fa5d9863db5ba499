/** The tracking server: what it is configured with, its object graph and its routes. */
@NullMarked
package dev.millrace.server;

import org.jspecify.annotations.NullMarked;
