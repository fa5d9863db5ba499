package dev.millrace.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS side of a server: Jetty's context with a certificate and key from files, made anew when these change. Files that
 * cannot be used, as while they are being written, leave the former ones in force; connections that exist stay as they are.
 */
final class Tls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    /** Guards the entry of a key store that never leaves this process; the API asks for some password. */
    private static final String IN_MEMORY = "in-memory";

    private final TlsConfig config;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** The files whose certificate is in force, by {@link #state(TlsConfig)}. */
    private List<String> state;

    /** Why the files cannot be used at present; "" where they can. */
    private String failure = "";

    /** @throws IOException where the files cannot be used; the message says why */
    Tls(TlsConfig config) throws IOException {
        this.config = config;
        this.state = state(config);
        context.setKeyStore(read(config));
        context.setKeyStorePassword(IN_MEMORY);
        Thread.ofVirtual().name("tls-files").start(this::watch);
    }

    /**
     * Reads the files as a server would.
     *
     * @throws IOException as the constructor does
     */
    static void check(TlsConfig config) throws IOException {
        read(config);
    }

    SslContextFactory.Server context() {
        return context;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void watch() {
        try {
            while (!closed.await(config.checked().toMillis(), TimeUnit.MILLISECONDS)) {
                reloadWhereChanged();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reloadWhereChanged() {
        try {
            List<String> now = state(config);
            if (!now.equals(state)) {
                KeyStore store = read(config);
                context.reload(factory -> factory.setKeyStore(store));
                // As it was before the files were read, so that what is written meanwhile counts as the next change.
                state = now;
                LOG.info(
                        "The certificate in {} has changed and is in force: {}",
                        config.certificate(),
                        described(store));
            }
            failure = "";
        } catch (Throwable e) {
            // Also what changes no file, as no memory or no more open files, has to be tried again.
            if (!failure.equals(e.toString())) {
                failure = e.toString();
                LOG.warn(
                        "The certificate has changed, but cannot be used; the former one stays in force: {}",
                        e.getMessage());
            }
        }
    }

    /** When the files were written and how long they are; of links, that of the files they lead to. */
    private static List<String> state(TlsConfig config) throws IOException {
        List<String> state = new ArrayList<>();
        for (Path file : List.of(config.certificate(), config.key())) {
            BasicFileAttributes attributes;
            try {
                attributes = Files.readAttributes(file, BasicFileAttributes.class);
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file " + file, e);
            } catch (IOException e) {
                throw new IOException(file + " cannot be read: " + e, e);
            }
            state.add(attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey());
        }
        return state;
    }

    private static KeyStore read(TlsConfig config) throws IOException {
        List<Certificate> chain = Pem.certificates(config.certificate());
        PrivateKey key = Pem.key(config.key(), chain.getFirst());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, IN_MEMORY.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "The certificate in " + config.certificate() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static String described(KeyStore store) throws GeneralSecurityException {
        return store.getCertificate("server") instanceof X509Certificate certificate
                ? certificate.getSubjectX500Principal() + ", valid until "
                        + certificate.getNotAfter().toInstant()
                : "of an unknown kind";
    }
}
