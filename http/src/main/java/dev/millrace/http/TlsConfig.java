package dev.millrace.http;

import java.nio.file.Path;
import java.time.Duration;

/**
 * By what a server proves who it is. Both files are PEM, as certificate authorities hand them out and as Kubernetes mounts
 * them, and are looked at again and again, so that a renewed certificate needs no new start.
 *
 * @param certificate the server's certificate, with those of intermediate authorities after it
 * @param key its private key, without a password; may be the same file
 * @param checked how often the files are looked at
 */
public record TlsConfig(Path certificate, Path key, Duration checked) {

    /** Files that are looked at every ten seconds. */
    public static TlsConfig of(Path certificate, Path key) {
        return new TlsConfig(certificate, key, Duration.ofSeconds(10));
    }
}
