package dev.millrace.server.auth;

/** What someone does with a resource, which takes a permission on it. */
enum Action {
    READ(1),
    UPDATE(3),
    DELETE(4),
    MANAGE(4),
    /** Nothing is needed but that it is not denied, as where something new of a kind is made. */
    UNLESS_DENIED(0);

    private final int needed;

    Action(int needed) {
        this.needed = needed;
    }

    /** Whether a permission is enough for it. */
    boolean isMetBy(Permission permission) {
        return this == UNLESS_DENIED ? permission != Permission.DENY : permission.rank() >= needed;
    }
}
