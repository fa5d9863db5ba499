/**
 * Holds Millrace against the original: replays a corpus of requests on both, runs clients that others wrote, and
 * opens each program's database with the other.
 */
@NullMarked
package dev.millrace.compatibility;

import org.jspecify.annotations.NullMarked;
