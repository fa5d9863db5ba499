package dev.millrace.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks names and passwords. What was found right is remembered, by a digest with a key of this process instead of the
 * password, and holds as long as the user has the same hash in the database, so that the dear check happens once.
 */
final class Credentials {
    /** The administrator's password of MLflow's releases before 3.12, which everybody knows. It opens nothing. */
    static final String KNOWN_DEFAULT = "password1234";

    private static final Logger log = LoggerFactory.getLogger(Credentials.class);
    private static final int REMEMBERED = 10_000;

    /** A check takes 32 MiB for its time. */
    private static final int CHECKS_AT_ONCE = 2;

    private final Accounts accounts;
    private final FailedLogins failures;
    private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE, true);
    private final SecretKeySpec key;

    /** What is checked for a name that there is not, so that it takes as long as for one that there is. */
    private static final String NOBODYS_HASH = "scrypt:32768:8:1$nobodysnobodys00$" + "0".repeat(128);

    /** Hashes that were verified, by digest of name and password. */
    private final Map<ByteBuffer, String> verified = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, String> eldest) {
            return size() > REMEMBERED;
        }
    });

    Credentials(Accounts accounts, FailedLogins failures) {
        this.accounts = accounts;
        this.failures = failures;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** What became of a login. */
    sealed interface Result {}

    /** The password is the user's. */
    record Known(Account account) implements Result {}

    /** It is not, or there is no such user. */
    record Wrong() implements Result {}

    /** There were too many failures; the password was not looked at. */
    record TooMany() implements Result {}

    /**
     * Checks a login; waits where there were failures before.
     *
     * @param address where it comes from
     */
    Result check(String name, String password, String address) throws InterruptedException {
        ByteBuffer digest = digest(name, password);
        Account account = accounts.find(name);
        if (account != null && account.passwordHash().equals(verified.get(digest))) {
            return known(account, password);
        }
        long wait = failures.turn(name, address);
        if (wait < 0) {
            return new TooMany();
        }
        if (wait > 0) {
            Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        if (matches(account, password, digest)) {
            failures.succeeded(name, address);
            return account == null ? new Wrong() : known(account, password);
        }
        failures.failed(name, address);
        log.info("A login as '{}' from {} failed", printable(name), address);
        return new Wrong();
    }

    /** Whether the password is that of the user, who is known already. */
    boolean matches(Account account, String password) throws InterruptedException {
        return matches(account, password, digest(account.caller().name(), password));
    }

    private boolean matches(@Nullable Account account, String password, ByteBuffer digest) throws InterruptedException {
        String hash = account == null ? NOBODYS_HASH : account.passwordHash();
        checks.acquire();
        try {
            // Of many that come with the same password only the first is checked.
            if (hash.equals(verified.get(digest))) {
                return true;
            }
            if (!PasswordHash.verify(hash, password) || account == null) {
                return false;
            }
            verified.put(digest, hash);
            return true;
        } finally {
            checks.release();
        }
    }

    private static Result known(Account account, String password) {
        if (account.caller().admin() && password.equals(KNOWN_DEFAULT)) {
            log.warn(
                    "Refused a login as the administrator '{}' with the password that older releases of MLflow came with. "
                            + "Set MLFLOW_AUTH_ADMIN_PASSWORD to another one and start the server again.",
                    account.caller().name());
            return new Wrong();
        }
        return new Known(account);
    }

    private ByteBuffer digest(String name, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(name.getBytes(UTF_8));
            mac.update((byte) 0);
            return ByteBuffer.wrap(mac.doFinal(password.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    /** A name as the log may have it: short, on one line. */
    private static String printable(String name) {
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return line.length() > 64 ? line.substring(0, 64) + "…" : line;
    }
}
