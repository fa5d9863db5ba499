package dev.millrace.compatibility;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A server that a scenario can be replayed on. */
interface Subject extends AutoCloseable {

    /** Starts a server without data, ending the one before it, and returns where it listens once it does. */
    URI start(Path folder) throws IOException;

    @Override
    void close() throws IOException;
}
