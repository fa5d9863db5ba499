package dev.millrace.server.auth;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The users of requests, read anew at least twice a second: what another server or MLflow itself changes in the database
 * works here within that time, and what this server changes at once.
 */
final class Accounts {
    private static final long FRESH = Duration.ofMillis(500).toNanos();

    private final UserStore users;
    private final ConcurrentHashMap<String, Read> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    private record Read(Account account, long at, long changes) {}

    Accounts(UserStore users) {
        this.users = users;
    }

    /** The user of this name; null where there is none. */
    @Nullable
    Account find(String name) {
        // Before the database is read: what was read during a change is not kept past it.
        long before = changes.get();
        long now = System.nanoTime();
        Read read = known.get(name);
        if (read != null && read.changes == before && now - read.at < FRESH) {
            return read.account;
        }
        Account account = users.account(name);
        if (account == null) {
            known.remove(name);
        } else {
            // As many as there are users at most: other names are not kept.
            known.put(name, new Read(account, now, before));
        }
        return account;
    }

    /** Whether there was a user of this name when the database was asked last; asks nothing. */
    boolean isKnown(String name) {
        return known.containsKey(name);
    }

    /** Tells that users, roles or grants were changed. */
    void changed() {
        changes.incrementAndGet();
    }
}
