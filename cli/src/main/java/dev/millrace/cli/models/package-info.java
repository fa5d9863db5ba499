/** What a model needs before it can be served: a folder for its files, and its Python environment. */
@NullMarked
package dev.millrace.cli.models;

import org.jspecify.annotations.NullMarked;
