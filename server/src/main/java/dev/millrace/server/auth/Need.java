package dev.millrace.server.auth;

import java.util.List;

/** What a request takes of whoever sends it. Administrators are not asked. */
@FunctionalInterface
interface Need {
    /** Nothing but that the caller is known. */
    Need NOTHING = caller -> true;

    /** What only administrators have. */
    Need ADMIN = caller -> false;

    /** To be an administrator of the workspace. */
    Need WORKSPACE_ADMIN = caller -> caller.grants().ofWorkspaceAdmin();

    boolean isMetBy(Caller caller);

    /** This and another. */
    default Need and(Need other) {
        return caller -> isMetBy(caller) && other.isMetBy(caller);
    }

    /** All of them. */
    static Need all(List<Need> needs) {
        return caller -> needs.stream().allMatch(need -> need.isMetBy(caller));
    }

    /** An action on a resource. */
    static Need of(ResourceType type, String id, Action action) {
        return caller -> caller.may(action, type, id);
    }

    /** An action on things inside a resource; without a grant on such things that on the resource decides. */
    static Need inside(ResourceType type, Action action, ResourceType container, String id) {
        return caller -> caller.mayInside(action, type, container, id);
    }

    /** Whether the caller is the user of this name. */
    static Need self(String username) {
        return caller -> caller.name().equals(username);
    }
}
