/**
 * Python environments of projects and models: read from the files that describe them, built once by uv or by venv and
 * pip, and kept by their content.
 */
@NullMarked
package dev.millrace.environments;

import org.jspecify.annotations.NullMarked;
