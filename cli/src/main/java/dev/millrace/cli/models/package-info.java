/** The commands on models, and what these need first: a folder with the model's files, and its Python environment. */
@NullMarked
package dev.millrace.cli.models;

import org.jspecify.annotations.NullMarked;
