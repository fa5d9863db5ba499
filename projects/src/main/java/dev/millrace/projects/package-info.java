/**
 * MLflow projects: a folder with an MLproject file is fetched from where it is, its entry point started as a process of
 * its own, and the run tracked from before the start to after the end.
 */
@NullMarked
package dev.millrace.projects;

import org.jspecify.annotations.NullMarked;
