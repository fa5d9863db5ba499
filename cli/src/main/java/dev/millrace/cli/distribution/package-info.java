/** Runs in the build, not for users: lays out the distribution and makes its AOT cache. */
@NullMarked
package dev.millrace.cli.distribution;

import org.jspecify.annotations.NullMarked;
