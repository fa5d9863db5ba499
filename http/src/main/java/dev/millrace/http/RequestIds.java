package dev.millrace.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Ids of requests: a client's own where it is harmless to print, else one that this process makes. */
final class RequestIds {

    /** The exchange that the current thread answers, for the log. */
    static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private static final int LONGEST = 128;
    private static final String PROCESS =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()) + "-";
    private static final AtomicLong COUNT = new AtomicLong();

    private RequestIds() {}

    /** The id that the client sent in {@code X-Request-Id}, or a new one when that is missing, too long or odd. */
    static String choose(@Nullable String sent) {
        return sent != null && isSane(sent) ? sent : PROCESS + Long.toHexString(COUNT.incrementAndGet());
    }

    private static boolean isSane(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && "-_.:=+/".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
