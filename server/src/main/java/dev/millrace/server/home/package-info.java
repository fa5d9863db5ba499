/** The page at the root of the server: for someone who opens its address in a browser. */
@NullMarked
package dev.millrace.server.home;

import org.jspecify.annotations.NullMarked;
