package dev.millrace.environments;

import java.nio.file.Path;

/** A Python that is installed on this machine. */
record Interpreter(Path executable, PythonVersion version) {}
