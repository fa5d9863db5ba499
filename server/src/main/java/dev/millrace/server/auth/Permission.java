package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** MLflow's permissions, in the order in which it lists them. Each includes those of lower rank. */
enum Permission {
    READ(1),
    USE(2),
    EDIT(3),
    MANAGE(4),
    NO_PERMISSIONS(0),
    /** Takes away what any other grant on the same resource gives. */
    DENY(-1);

    private final int rank;

    Permission(int rank) {
        this.rank = rank;
    }

    int rank() {
        return rank;
    }

    /** Whether it lets its holder do anything; the other two say no, one of them absolutely. */
    boolean isPositive() {
        return rank > 0;
    }

    /** The one of higher rank. */
    Permission or(Permission other) {
        return rank >= other.rank ? this : other;
    }

    /** @throws ApiException INVALID_PARAMETER_VALUE where there is none of that name */
    static Permission of(String name) {
        Permission known = orNull(name);
        if (known == null) {
            throw ApiException.invalid("Invalid permission '%s'. Valid permissions are: (%s)"
                    .formatted(
                            name,
                            Arrays.stream(values())
                                    .map(permission -> "'" + permission + "'")
                                    .collect(Collectors.joining(", "))));
        }
        return known;
    }

    /** The permission that a row of the database holds; one that is not known gives nothing. */
    static Permission stored(String name) {
        Permission known = orNull(name);
        return known == null ? NO_PERMISSIONS : known;
    }

    /** The permission of that name; null where there is none. */
    static @Nullable Permission orNull(String name) {
        for (Permission permission : values()) {
            if (permission.name().equals(name)) {
                return permission;
            }
        }
        return null;
    }
}
