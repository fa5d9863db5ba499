package dev.millrace.server.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses passwords. The first failures of a user from an address are free; from then on one attempt
 * is looked at per delay, which doubles with each failure. All users together have a larger allowance per address, and then
 * a delay that stays short, since many people can stand behind one proxy. How many attempts are sent at the same time makes
 * no difference: each gets a later moment, and those too far off are
 * refused. What is remembered is bounded; the eldest is forgotten first.
 */
final class FailedLogins {
    private static final int REMEMBERED = 10_000;
    private static final int LONGEST_NAME = 255;
    private static final int FREE_PER_USER = 5;
    private static final int FREE_PER_ADDRESS = 50;
    private static final long FIRST_DELAY = Duration.ofMillis(200).toNanos();
    private static final long LONGEST_DELAY = Duration.ofSeconds(10).toNanos();

    /** How far off an attempt's moment may be for it to be waited for. */
    private static final long PATIENCE = Duration.ofSeconds(3).toNanos();

    /** After this time without a failure everything is forgiven. */
    private static final long FORGIVEN = Duration.ofMinutes(15).toNanos();

    private final LongSupplier nanoTime;
    private final Map<String, Failures> failures = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    private static final class Failures {
        int count;
        long last;
        long next;
    }

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    FailedLogins(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a turn for an attempt.
     *
     * @return how long to wait before the password is looked at, in nanoseconds: 0 for at once, negative where the turn
     *     would come too late and the attempt has to be refused
     */
    synchronized long turn(String user, String address) {
        long now = nanoTime.getAsLong();
        Failures ofUser = failures.get(ofUser(user, address));
        Failures ofAddress = failures.get(ofAddress(address));
        long next = Math.max(next(ofUser, FREE_PER_USER, now), next(ofAddress, FREE_PER_ADDRESS, now));
        if (next - now > PATIENCE) {
            return -1;
        }
        book(ofUser, FREE_PER_USER, next);
        book(ofAddress, FREE_PER_ADDRESS, next);
        return next - now;
    }

    /** Remembers a failure. */
    synchronized void failed(String user, String address) {
        long now = nanoTime.getAsLong();
        remember(ofUser(user, address), FREE_PER_USER, now);
        remember(ofAddress(address), FREE_PER_ADDRESS, now);
    }

    /** Forgets the failures of a user who has got it right. */
    synchronized void succeeded(String user, String address) {
        failures.remove(ofUser(user, address));
    }

    private void remember(String key, int free, long now) {
        Failures remembered = failures.computeIfAbsent(key, absent -> new Failures());
        if (remembered.count > 0 && now - remembered.last > FORGIVEN) {
            remembered.count = 0;
        }
        remembered.count++;
        remembered.last = now;
        long earliest = now + delay(remembered, free);
        remembered.next = remembered.count == 1 ? earliest : Math.max(remembered.next, earliest);
    }

    private static long next(@Nullable Failures remembered, int free, long now) {
        if (remembered == null || remembered.count < free || now - remembered.last > FORGIVEN) {
            return now;
        }
        return Math.max(now, remembered.next);
    }

    private static void book(@Nullable Failures remembered, int free, long turn) {
        if (remembered != null && remembered.count >= free) {
            remembered.next = Math.max(remembered.next, turn + delay(remembered, free));
        }
    }

    private static long delay(Failures remembered, int free) {
        int doublings = remembered.count - free;
        if (doublings >= 0 && free == FREE_PER_ADDRESS) {
            return FIRST_DELAY;
        }
        return doublings < 0 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY << Math.min(doublings, 20));
    }

    private static String ofUser(String user, String address) {
        // No user has a longer name; what is remembered must stay small.
        return address + "\n" + (user.length() > LONGEST_NAME ? "" : user);
    }

    private static String ofAddress(String address) {
        return address;
    }
}
