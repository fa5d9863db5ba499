package dev.millrace.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The body of a request, which can be sent more than once. */
public sealed interface Payload {
    /** The media type. */
    String contentType();

    /** Its length in bytes. */
    long length() throws IOException;

    /** Its bytes from the first on; to be closed. */
    InputStream open() throws IOException;

    /** A JSON document. */
    record Json(byte[] bytes) implements Payload {
        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** Bytes of any kind. */
    record Bytes(byte[] bytes) implements Payload {
        @Override
        public String contentType() {
            return "application/octet-stream";
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** What a file holds. */
    record Content(Path file) implements Payload {
        @Override
        public String contentType() {
            return "application/octet-stream";
        }

        @Override
        public long length() throws IOException {
            return Files.size(file);
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }
}
