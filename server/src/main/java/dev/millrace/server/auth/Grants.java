package dev.millrace.server.auth;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one user holds, ready to be asked. */
final class Grants {
    /** By type and pattern; of several grants with the same pattern DENY wins, then the highest. */
    private final Map<ResourceType, Map<String, Permission>> byType = new EnumMap<>(ResourceType.class);

    Grants(List<Grant> grants) {
        for (Grant grant : grants) {
            byType.computeIfAbsent(grant.type(), type -> new HashMap<>())
                    .merge(grant.pattern(), grant.permission(), Grants::fold);
        }
    }

    private static Permission fold(Permission one, Permission other) {
        return one == Permission.DENY || other == Permission.DENY ? Permission.DENY : one.or(other);
    }

    /** The permission on a resource by grants on it or on all of its type; null where there is none. */
    @Nullable
    Permission on(ResourceType type, String id) {
        Map<String, Permission> patterns = byType.get(type);
        if (patterns == null) {
            return null;
        }
        Permission onAll = patterns.get(ResourceType.ALL);
        Permission onOne = type.matches(id, id) ? patterns.get(id) : null;
        if (onAll == null || onOne == null) {
            return onAll == null ? onOne : onAll;
        }
        return fold(onAll, onOne);
    }

    /** The ids and names that grants of a type are on. */
    Set<String> patterns(ResourceType type) {
        return byType.getOrDefault(type, Map.of()).keySet();
    }

    /** Whether they make their holder an administrator of the workspace, whom nothing is denied. */
    boolean ofWorkspaceAdmin() {
        return on(ResourceType.WORKSPACE, ResourceType.ALL) == Permission.MANAGE;
    }
}
