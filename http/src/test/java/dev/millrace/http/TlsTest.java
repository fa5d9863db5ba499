package dev.millrace.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.ConsoleHandler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTest {
    private static final Handler HELLO = exchange -> Response.text(200, "hello");

    /** In the PKCS#8 form that the JDK writes, so many bytes stand before the key itself. */
    private static final int BEFORE_RSA_2048 = 26;

    private static final int BEFORE_EC_P256 = 28;

    @TempDir
    Path folder;

    private String secret = "";

    /** A certificate of this machine that vouches for itself, with its key. */
    private record Identity(KeyStore store) {
        X509Certificate certificate() throws Exception {
            return (X509Certificate) store.getCertificate("server");
        }

        byte[] key() throws Exception {
            return store.getKey("server", "password".toCharArray()).getEncoded();
        }

        SSLContext trusting() throws Exception {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", certificate());
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void answersOverTls(String algorithm) throws Exception {
        Identity identity = identity(algorithm);
        write("cert.pem", "CERTIFICATE", identity.certificate().getEncoded());
        write("key.pem", "PRIVATE KEY", identity.key());

        try (HttpServer server = start("cert.pem", "key.pem")) {
            assertThat(get(identity, server.port())).isEqualTo("hello");
        }
    }

    @Test
    void readsTheOlderFormatsOfKeys() throws Exception {
        Identity rsa = identity("RSA");
        write("rsa.pem", "CERTIFICATE", rsa.certificate().getEncoded());
        byte[] key = rsa.key();
        write("rsa.key", "RSA PRIVATE KEY", Arrays.copyOfRange(key, BEFORE_RSA_2048, key.length));
        Identity ec = identity("EC");
        write("ec.pem", "CERTIFICATE", ec.certificate().getEncoded());
        key = ec.key();
        write("ec.key", "EC PRIVATE KEY", Arrays.copyOfRange(key, BEFORE_EC_P256, key.length));

        try (HttpServer server = start("rsa.pem", "rsa.key")) {
            assertThat(get(rsa, server.port())).isEqualTo("hello");
        }
        try (HttpServer server = start("ec.pem", "ec.key")) {
            assertThat(get(ec, server.port())).isEqualTo("hello");
        }
    }

    @Test
    void readsOneFileThatHoldsBoth() throws Exception {
        Identity identity = identity("EC");
        Files.writeString(folder.resolve("both.pem"), "# from the authority\n" + bothOf(identity));

        try (HttpServer server = start("both.pem", "both.pem")) {
            assertThat(get(identity, server.port())).isEqualTo("hello");
        }
    }

    @Test
    void takesARenewedCertificateWithoutANewStart() throws Exception {
        Identity first = identity("EC");
        write("cert.pem", "CERTIFICATE", first.certificate().getEncoded());
        write("key.pem", "PRIVATE KEY", first.key());
        try (HttpServer server = start("cert.pem", "key.pem")) {
            assertThat(shown(server.port())).isEqualTo(first.certificate());

            // The new certificate alone does not fit the key, so the former one stays.
            Identity second = identity("EC");
            write("cert.pem", "CERTIFICATE", second.certificate().getEncoded());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            assertThat(shown(server.port())).isEqualTo(first.certificate());

            write("key.pem", "PRIVATE KEY", second.key());
            while (!shown(server.port()).equals(second.certificate())) {
                Thread.onSpinWait();
            }
            assertThat(get(second, server.port())).isEqualTo("hello");

            Files.writeString(folder.resolve("cert.pem"), "half a cert");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            assertThat(get(second, server.port())).isEqualTo("hello");
        }
    }

    /** As where there were no more open files: nothing of the files changes when it is over. */
    @Test
    void goesOnTryingWhatFailedAndSaysSoOnce() throws Exception {
        Identity first = identity("EC");
        Identity second = identity("EC");
        Path both = folder.resolve("both.pem");
        Files.writeString(both, bothOf(first));
        String renewed = bothOf(second);
        FileTime time = FileTime.from(Instant.parse("2026-01-31T12:00:00Z"));
        Logger log = Logger.getLogger(Tls.class.getName());
        var told = new ConcurrentLinkedQueue<String>();
        var ears = new ConsoleHandler() {
            @Override
            public void publish(LogRecord event) {
                told.add(event.getMessage());
            }
        };
        log.addHandler(ears);
        try (HttpServer server = start("both.pem", "both.pem")) {
            Path unusable = Files.writeString(folder.resolve("new.pem"), renewed.replace("BEGIN", "NIGEB"));
            Files.setLastModifiedTime(unusable, time);
            Files.move(unusable, both, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            while (told.isEmpty()) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            assertThat(told).singleElement().asString().contains("cannot be used");
            assertThat(shown(server.port())).isEqualTo(first.certificate());

            try (FileChannel file = FileChannel.open(both, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(renewed.getBytes(US_ASCII)));
            }
            Files.setLastModifiedTime(both, time);
            while (!shown(server.port()).equals(second.certificate())) {
                Thread.onSpinWait();
            }
        } finally {
            log.removeHandler(ears);
        }
    }

    private static String bothOf(Identity identity) throws Exception {
        return pem("PRIVATE KEY", identity.key())
                + pem("CERTIFICATE", identity.certificate().getEncoded());
    }

    @Test
    void saysWhatIsWrongWithAFileAndNothingOfTheKey() throws Exception {
        Identity identity = identity("EC");
        Identity other = identity("RSA");
        write("cert.pem", "CERTIFICATE", identity.certificate().getEncoded());
        write("key.pem", "PRIVATE KEY", identity.key());
        write("other.key", "PRIVATE KEY", other.key());
        write("another.key", "PRIVATE KEY", identity("EC").key());
        write("locked.key", "ENCRYPTED PRIVATE KEY", identity.key());
        write("damaged.key", "PRIVATE KEY", Arrays.copyOf(identity.key(), 20));
        Files.writeString(
                folder.resolve("text.key"), "no key " + Base64.getEncoder().encodeToString(identity.key()));

        // As much of the key as a line of its file has.
        secret = Base64.getEncoder().encodeToString(identity.key()).substring(0, 24);
        assertRefused("none.pem", "key.pem", "there is no file " + folder.resolve("none.pem"));
        assertRefused("key.pem", "key.pem", "key.pem holds no certificate");
        assertRefused("cert.pem", "cert.pem", "cert.pem holds no private key");
        assertRefused("cert.pem", "text.key", "text.key holds no private key");
        assertRefused("cert.pem", "another.key", "is not that of the certificate");
        assertRefused("cert.pem", "other.key", "is not that of the certificate, whose key is of kind EC");
        assertRefused("cert.pem", "locked.key", "locked by a password");
        assertRefused("cert.pem", "damaged.key", "cannot be read");
    }

    private void assertRefused(String certificate, String key, String words) {
        assertThatThrownBy(() -> start(certificate, key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining(secret);
    }

    private HttpServer start(String certificate, String key) throws IOException {
        var tls = new TlsConfig(folder.resolve(certificate), folder.resolve(key), Duration.ofMillis(20));
        return HttpServer.start(HttpConfig.of("127.0.0.1", 0).withTls(tls), HELLO);
    }

    private static String get(Identity identity, int port) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(identity.trusting()).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** The certificate that the server shows to a client that trusts it or not. */
    private static X509Certificate shown(int port) throws Exception {
        var seen = new X509Certificate[1];
        var context = SSLContext.getInstance("TLS");
        context.init(null, new javax.net.ssl.TrustManager[] {new Noting(seen)}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
        }
        return seen[0];
    }

    private record Noting(X509Certificate[] seen) implements javax.net.ssl.X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            seen[0] = chain[0];
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private Identity identity(String algorithm) throws Exception {
        Path file = Files.createTempFile(folder, "identity", ".p12");
        Files.delete(file);
        var command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "password",
                "-keystore",
                file.toString()));
        if (algorithm.equals("RSA")) {
            command.addAll(List.of("-keysize", "2048"));
        } else if (algorithm.equals("EC")) {
            command.addAll(List.of("-groupname", "secp256r1"));
        }
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertThat(keytool.waitFor()).isZero();
        return new Identity(KeyStore.getInstance(file.toFile(), "password".toCharArray()));
    }

    private void write(String name, String label, byte[] der) throws IOException {
        Files.writeString(folder.resolve(name), pem(label, der));
    }

    private static String pem(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
