package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * MLflow's kinds of resources that permissions are granted on. What lies inside another resource, as a run in its
 * experiment, is granted as a whole only, with {@code *}.
 */
enum ResourceType {
    EXPERIMENT(true),
    REGISTERED_MODEL(true),
    PROMPT(true),
    SCORER(true),
    GATEWAY_SECRET(true),
    GATEWAY_ENDPOINT(true),
    GATEWAY_MODEL_DEFINITION(true),
    MCP_SERVER(true),
    RUN(false),
    TRACE(false),
    ASSESSMENT(false),
    LOGGED_MODEL(false),
    REVIEW_QUEUE(false),
    REGISTERED_MODEL_VERSION(false),
    PROMPT_VERSION(false),
    SCORER_VERSION(false),
    MCP_SERVER_VERSION(false),
    /** The workspace itself: USE makes a member, MANAGE its administrator. */
    WORKSPACE(false);

    /** The pattern that stands for all resources of a kind. */
    static final String ALL = "*";

    private static final List<Permission> OF_WORKSPACES = List.of(Permission.MANAGE, Permission.USE);
    private static final List<Permission> OF_RESOURCES =
            List.of(Permission.DENY, Permission.EDIT, Permission.MANAGE, Permission.READ, Permission.USE);

    private final boolean byId;
    private final String text;

    ResourceType(boolean byId) {
        this.byId = byId;
        this.text = name().toLowerCase(Locale.ROOT);
    }

    /** Its name in requests and in the database. */
    String text() {
        return text;
    }

    /** Whether a grant with this pattern is one on the resource with this id. */
    boolean matches(String pattern, String id) {
        return pattern.equals(ALL) || (byId && pattern.equals(id));
    }

    /** @throws ApiException INVALID_PARAMETER_VALUE where there is none of that name */
    static ResourceType of(String name) {
        ResourceType type = stored(name);
        if (type == null) {
            throw ApiException.invalid("Invalid resource type '%s'. Valid resource types are: (%s)"
                    .formatted(
                            name,
                            Arrays.stream(values())
                                    .map(known -> "'" + known.text + "'")
                                    .sorted()
                                    .collect(Collectors.joining(", "))));
        }
        return type;
    }

    /** The type that a row of the database holds, or null where it is not known. */
    static @Nullable ResourceType stored(String name) {
        for (ResourceType type : values()) {
            if (type.text.equals(name)) {
                return type;
            }
        }
        return null;
    }

    /** @throws ApiException INVALID_PARAMETER_VALUE where a grant of this kind cannot have the pattern */
    void checkPattern(String pattern) {
        if (!byId && !pattern.equals(ALL)) {
            throw ApiException.invalid(
                    "Invalid resource_pattern '%s' for resource_type='%s'. This resource type supports only wildcard ('*') grants."
                            .formatted(pattern, text));
        }
    }

    /** @throws ApiException INVALID_PARAMETER_VALUE where the permission cannot be granted on it */
    void checkGrantable(Permission permission) {
        List<Permission> grantable = this == WORKSPACE ? OF_WORKSPACES : OF_RESOURCES;
        if (!grantable.contains(permission)) {
            String names = grantable.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
            throw ApiException.invalid("Invalid permission '%s' for resource_type='%s'. %s grants accept only: (%s)."
                    .formatted(permission, text, this == WORKSPACE ? "Workspace-wide" : "Resource-level", names));
        }
    }
}
