package dev.millrace.server.auth;

import org.jspecify.annotations.Nullable;

/**
 * The user who sends a request.
 *
 * @param id the key in the table of users
 * @param admin whether they may do everything
 * @param grants what their roles give them
 * @param fallback the permission on resources on which they have no grant; no positive grant is worth less
 */
record Caller(long id, String name, boolean admin, Grants grants, Permission fallback) {

    private static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    /** Does something in the name of this user. */
    <T> T call(ScopedValue.CallableOp<T, Exception> operation) throws Exception {
        return ScopedValue.where(CURRENT, this).call(operation);
    }

    /** Whoever the present request is from; null where nobody has said who they are. */
    static @Nullable Caller current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** The caller of a route that only known ones reach. */
    static Caller required() {
        return CURRENT.get();
    }

    /** Whether this user may do something to a resource. */
    boolean may(Action action, ResourceType type, String id) {
        return isUnrestricted() || action.isMetBy(permission(type, id));
    }

    /**
     * Whether this user may do something to what lies inside a resource. A grant on things of that kind decides, also
     * where it gives less than one on the resource; without one that on the resource does.
     */
    boolean mayInside(Action action, ResourceType type, ResourceType container, String id) {
        if (isUnrestricted()) {
            return true;
        }
        Permission own = grants.on(type, ResourceType.ALL);
        return action.isMetBy(own == null ? permission(container, id) : raised(own));
    }

    /** The permission on a resource, by grants or by default. */
    Permission permission(ResourceType type, String id) {
        if (isUnrestricted()) {
            return Permission.MANAGE;
        }
        Permission granted = grants.on(type, id);
        return granted == null ? fallback : raised(granted);
    }

    /** The same user with what their grants give them alone. */
    Caller asUser() {
        return new Caller(id, name, false, grants, fallback);
    }

    /** Nothing is ever denied to administrators, neither of the server nor of the workspace. */
    boolean isUnrestricted() {
        return admin || grants.ofWorkspaceAdmin();
    }

    /** The default is a floor for all that is positive; a denial stays one. */
    private Permission raised(Permission granted) {
        return granted.isPositive() ? granted.or(fallback) : granted;
    }
}
