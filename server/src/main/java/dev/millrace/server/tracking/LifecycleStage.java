package dev.millrace.server.tracking;

import dev.millrace.api.model.ViewType;
import org.jspecify.annotations.Nullable;

/** Whether something is in use or deleted, as the column {@code lifecycle_stage} says it. */
public final class LifecycleStage {
    public static final String ACTIVE = "active";
    public static final String DELETED = "deleted";

    private LifecycleStage() {}

    /** The SQL condition on the column for what a client wants to see; unset means active ones. */
    public static String condition(@Nullable ViewType view) {
        return switch (view == null ? ViewType.ACTIVE_ONLY : view) {
            case ACTIVE_ONLY -> "lifecycle_stage = 'active'";
            case DELETED_ONLY -> "lifecycle_stage = 'deleted'";
            case ALL -> "lifecycle_stage IN ('active', 'deleted')";
        };
    }
}
