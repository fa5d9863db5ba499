package dev.millrace.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.ApiException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
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

    private final Accounts accounts;
    private final FailedLogins failures;
    private final SecretKeySpec key;

    /** What is checked for a name that there is not, so that it takes as long as for one that there is. */
    private static final String NOBODYS_HASH = "scrypt:32768:8:1$nobodysnobodys00$" + "0".repeat(128);

    /** Logins that are being checked, by the same digest: the many workers of one user are one attempt. */
    private final Map<ByteBuffer, CompletableFuture<Result>> underWay = new ConcurrentHashMap<>();

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
     * @throws ApiException REQUEST_LIMIT_EXCEEDED where too many passwords wait to be checked
     */
    Result check(String name, String password, String address) throws InterruptedException {
        if (!accounts.isKnown(name) && failures.refuses(name, address)) {
            // Of a name that is made up nobody has to ask the database for this.
            return new TooMany();
        }
        ByteBuffer digest = digest(name, password);
        Account account = accounts.find(name);
        if (account != null && account.passwordHash().equals(verified.get(digest))) {
            return known(account, password);
        }
        var mine = new CompletableFuture<Result>();
        CompletableFuture<Result> first = underWay.putIfAbsent(digest, mine);
        if (first != null) {
            return resultOf(first);
        }
        try {
            Result result = attempt(account, name, password, digest, address);
            mine.complete(result);
            return result;
        } catch (Throwable e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(digest);
        }
    }

    private static Result resultOf(CompletableFuture<Result> other) throws InterruptedException {
        try {
            return other.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ApiException refusal
                    ? refusal
                    : new IllegalStateException("The same login could not be checked", e.getCause());
        }
    }

    private Result attempt(@Nullable Account account, String name, String password, ByteBuffer digest, String address)
            throws InterruptedException {
        long wait = failures.turn(name, address);
        if (wait < 0) {
            return new TooMany();
        }
        if (wait > 0) {
            Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        if (matches(account, password, digest) && account != null) {
            failures.succeeded(name, address);
            return known(account, password);
        }
        log.info("A login as '{}' from {} failed", printable(name), address);
        return new Wrong();
    }

    private boolean matches(@Nullable Account account, String password, ByteBuffer digest) {
        String hash = account == null ? NOBODYS_HASH : account.passwordHash();
        if (hash.equals(verified.get(digest))) {
            return true;
        }
        boolean matches = PasswordHash.inTurn(() -> PasswordHash.verify(hash, password)) && account != null;
        if (matches) {
            verified.put(digest, hash);
        }
        return matches;
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
