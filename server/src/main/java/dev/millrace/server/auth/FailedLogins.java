package dev.millrace.server.auth;

import dev.millrace.http.ClientNetwork;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses passwords. The first attempts of a user from an address are free; from then on one is looked
 * at per delay, which doubles with each. All users together have a larger allowance per address, and then a delay that
 * stays short, since many people can stand behind one. An attempt counts from its beginning until it succeeds, so that it
 * makes no difference how many are sent at the same time: each gets a later moment, and those too far off are refused. What
 * is remembered is bounded; the eldest is forgotten first.
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

    /** After this time without an attempt everything is forgiven. */
    private static final long FORGIVEN = Duration.ofMinutes(15).toNanos();

    private final LongSupplier nanoTime;
    private final Map<String, Attempts> attempts = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attempts> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Attempts that have not succeeded, or not yet. */
    private static final class Attempts {
        int count;
        long last;
        long next;
    }

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    FailedLogins(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a turn for an attempt, which counts as a failure until {@link #succeeded}.
     *
     * @return how long to wait before the password is looked at, in nanoseconds: 0 for at once, negative where the turn
     *     would come too late and the attempt has to be refused
     */
    synchronized long turn(String user, String address) {
        if (refuses(user, address)) {
            return -1;
        }
        long now = nanoTime.getAsLong();
        Attempts ofUser = of(ofUser(user, address), now);
        Attempts ofAddress = of(ClientNetwork.of(address), now);
        long turn = Math.max(now, Math.max(ofUser.next, ofAddress.next));
        count(ofUser, turn, ofUser.count < FREE_PER_USER - 1 ? 0 : doubled(ofUser.count + 1 - FREE_PER_USER));
        count(ofAddress, turn, ofAddress.count < FREE_PER_ADDRESS - 1 ? 0 : FIRST_DELAY);
        return turn - now;
    }

    /** Whether an attempt would be refused now. It is not counted as one. */
    synchronized boolean refuses(String user, String address) {
        long now = nanoTime.getAsLong();
        return isTooFarOff(attempts.get(ofUser(user, address)), now)
                || isTooFarOff(attempts.get(ClientNetwork.of(address)), now);
    }

    private static boolean isTooFarOff(@Nullable Attempts attempts, long now) {
        return attempts != null && attempts.next - now > PATIENCE;
    }

    /** Forgets the failures of a user who has got it right; the address is forgiven this attempt only. */
    synchronized void succeeded(String user, String address) {
        attempts.remove(ofUser(user, address));
        Attempts ofAddress = attempts.get(ClientNetwork.of(address));
        if (ofAddress != null && ofAddress.count > 0) {
            ofAddress.count--;
        }
    }

    private Attempts of(String key, long now) {
        Attempts known = attempts.get(key);
        if (known == null || now - known.last > FORGIVEN) {
            known = new Attempts();
            known.last = now;
            known.next = now;
            attempts.put(key, known);
        }
        return known;
    }

    private static void count(Attempts attempts, long turn, long delay) {
        attempts.count++;
        attempts.last = turn;
        attempts.next = turn + delay;
    }

    private static long doubled(int doublings) {
        return Math.min(LONGEST_DELAY, FIRST_DELAY << Math.min(doublings, 20));
    }

    private static String ofUser(String user, String address) {
        // No user has a longer name; what is remembered must stay small.
        return ClientNetwork.of(address) + "\n" + (user.length() > LONGEST_NAME ? "" : user);
    }
}
