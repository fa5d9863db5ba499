package dev.millrace.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log will tell of the request that the current thread answers: told by those who find it out on the way.
 * Where the request is none that the log tells of, nothing is kept.
 */
public final class Change {

    static final ScopedValue<Change> CURRENT = ScopedValue.newInstance();

    private static final int LONGEST_VALUE = 250;

    private final Set<String> names;
    private final Map<String, String> resources = new LinkedHashMap<>();
    private @Nullable String user;

    /** @param names of those parameters that may be in the log; values of all others stay out of it */
    Change(Set<String> names) {
        this.names = names;
    }

    /** Whether there is one. */
    public static boolean isUnderWay() {
        return CURRENT.isBound();
    }

    /** Tells who makes it. */
    public static void by(@Nullable String user) {
        if (CURRENT.isBound()) {
            CURRENT.get().user = user;
        }
    }

    /** Tells a name or an id of what it is about. What was told first stays; a long value is cut. */
    public static void of(String name, @Nullable String value) {
        if (CURRENT.isBound() && value != null && !value.isEmpty()) {
            CURRENT.get().keep(name, value);
        }
    }

    private void keep(String name, String value) {
        if (names.contains(name)) {
            resources.putIfAbsent(
                    name, value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value);
        }
    }

    @Nullable
    String user() {
        return user;
    }

    Map<String, String> resources() {
        return resources;
    }
}
