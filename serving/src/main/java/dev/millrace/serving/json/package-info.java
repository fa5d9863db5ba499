/** JSON as Python's {@code json} module reads and writes it, which is what scoring clients send and expect. */
@NullMarked
package dev.millrace.serving.json;

import org.jspecify.annotations.NullMarked;
