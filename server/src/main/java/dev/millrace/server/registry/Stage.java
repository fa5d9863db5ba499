package dev.millrace.server.registry;

import dev.millrace.api.ApiException;
import java.util.Arrays;
import java.util.List;

/** The stages of a model version. */
enum Stage {
    NONE("None"),
    STAGING("Staging"),
    PRODUCTION("Production"),
    ARCHIVED("Archived");

    /** The stage of versions that were deleted; no client sees it. */
    static final String DELETED = "Deleted_Internal";

    private final String text;

    Stage(String text) {
        this.text = text;
    }

    /** The name as it is stored and answered. */
    String text() {
        return text;
    }

    /** Whether versions of it are in use, so that others can be archived in favour of one. */
    boolean isActive() {
        return this == STAGING || this == PRODUCTION;
    }

    /** The stage of that name in any case. */
    static Stage of(String name) {
        for (Stage stage : values()) {
            if (stage.text.equalsIgnoreCase(name)) {
                return stage;
            }
        }
        throw ApiException.invalid("Invalid Model Version stage: %s. Value must be one of %s."
                .formatted(name, String.join(", ", texts())));
    }

    private static List<String> texts() {
        return Arrays.stream(values()).map(Stage::text).toList();
    }
}
