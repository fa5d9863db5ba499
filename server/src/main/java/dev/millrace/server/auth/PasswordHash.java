package dev.millrace.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * Password hashes as MLflow's server keeps them, which are werkzeug's: {@code method$salt$hex}, where the method is
 * {@code scrypt:N:r:p} or, in older databases, {@code pbkdf2:hash:iterations}.
 */
final class PasswordHash {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int SALT = 16;
    private static final int SCRYPT_BYTES = 64;
    private static final int SCRYPT_N = 1 << 15;
    private static final int SCRYPT_R = 8;
    private static final int SCRYPT_P = 1;

    /** The memory that a hash of the database may ask for, in bytes: four times what MLflow's own take. */
    private static final long MOST_MEMORY = 128L << 20;

    private static final int MOST_ITERATIONS = 10_000_000;

    /** What werkzeug takes for hashes that do not say. */
    private static final int DEFAULT_ITERATIONS = 1_000_000;

    private static final Set<String> DIGESTS = Set.of("sha1", "sha224", "sha256", "sha384", "sha512");

    /** How many are computed at once; the process has one memory for all. */
    private static final Semaphore TURNS = new Semaphore(2, true);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private PasswordHash() {}

    /**
     * Computes or verifies a hash when it is its turn, so that never more than a few take memory. What comes of requests
     * is computed only so.
     *
     * @throws ApiException REQUEST_LIMIT_EXCEEDED where that is not within a few seconds
     */
    static <T> T inTurn(Supplier<T> hashing) {
        try {
            if (!TURNS.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ApiException(
                        ErrorCode.REQUEST_LIMIT_EXCEEDED, "Too many passwords wait to be checked. Try again later.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, "The server is stopping.", e);
        }
        try {
            return hashing.get();
        } finally {
            TURNS.release();
        }
    }

    /** The hash of a new password: about 32 MiB and a tenth of a second. */
    static String of(String password) {
        var salt = new StringBuilder(SALT);
        for (int i = 0; i < SALT; i++) {
            salt.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        byte[] key = scrypt(password, salt.toString(), SCRYPT_N, SCRYPT_R, SCRYPT_P);
        return "scrypt:%d:%d:%d$%s$%s"
                .formatted(SCRYPT_N, SCRYPT_R, SCRYPT_P, salt, HexFormat.of().formatHex(key));
    }

    /** A random password of 24 letters and digits, 142 bits. */
    static String randomPassword() {
        var password = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    /** Whether a hash is that of the password; false also for one that cannot be read. Takes as long as the hash asks. */
    static boolean verify(String hash, String password) {
        String[] parts = hash.split("\\$", 3);
        if (parts.length < 3 || parts[1].isEmpty() || password.isEmpty()) {
            return false;
        }
        try {
            byte[] stored = HexFormat.of().parseHex(parts[2].toLowerCase(Locale.ROOT));
            String[] method = parts[0].split(":", -1);
            byte[] computed = switch (method[0]) {
                case "scrypt" -> scrypt(password, parts[1], method);
                case "pbkdf2" -> pbkdf2(password, parts[1], method);
                default -> new byte[0];
            };
            return computed.length > 0 && MessageDigest.isEqual(stored, computed);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] scrypt(String password, String salt, String[] method) {
        if (method.length == 1) {
            return scrypt(password, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P);
        }
        if (method.length != 4) {
            throw new IllegalArgumentException("scrypt has three parameters");
        }
        int n = Integer.parseInt(method[1]);
        int r = Integer.parseInt(method[2]);
        int p = Integer.parseInt(method[3]);
        if (n < 2 || r < 1 || p < 1 || p > 16 || 128L * n * r > MOST_MEMORY) {
            throw new IllegalArgumentException("Parameters out of range");
        }
        return scrypt(password, salt, n, r, p);
    }

    private static byte[] scrypt(String password, String salt, int n, int r, int p) {
        return SCrypt.generate(password.getBytes(UTF_8), salt.getBytes(UTF_8), n, r, p, SCRYPT_BYTES);
    }

    private static byte[] pbkdf2(String password, String salt, String[] method) {
        String digest = method.length > 1 ? method[1] : "sha256";
        int iterations = method.length > 2 ? Integer.parseInt(method[2]) : DEFAULT_ITERATIONS;
        if (method.length > 3 || !DIGESTS.contains(digest) || iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException("Parameters out of range");
        }
        String algorithm = "PBKDF2WithHmac" + digest.toUpperCase(Locale.ROOT);
        int bits = digest.equals("sha1") ? 160 : Integer.parseInt(digest.substring(3));
        var spec = new PBEKeySpec(password.toCharArray(), salt.getBytes(UTF_8), iterations, bits);
        try {
            return SecretKeyFactory.getInstance(algorithm).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is part of every JDK", e);
        } finally {
            spec.clearPassword();
        }
    }
}
