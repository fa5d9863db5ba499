/** What an {@code MLmodel} file says about a logged model: its flavors, its files and its signature. */
@NullMarked
package dev.millrace.serving.model;

import org.jspecify.annotations.NullMarked;
