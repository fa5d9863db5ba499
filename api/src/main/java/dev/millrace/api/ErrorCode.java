package dev.millrace.api;

import org.jspecify.annotations.Nullable;

/**
 * MLflow's error codes, each with the HTTP status, SQL state and error class that its server sends with it. The last
 * two are null for codes that the original sends without them.
 */
public enum ErrorCode {
    BAD_REQUEST(400, "KAM00", "INVALID_PARAMETER_VALUE"),
    INVALID_PARAMETER_VALUE(400, "KAM00", "INVALID_PARAMETER_VALUE"),
    RESOURCE_ALREADY_EXISTS(400, "KAM00", "RESOURCE_ALREADY_EXISTS"),
    UNAUTHENTICATED(401, null, null),
    CUSTOMER_UNAUTHORIZED(401, null, null),
    PERMISSION_DENIED(403, "KAM00", "PERMISSION_DENIED"),
    NOT_FOUND(404, "KAM00", "RESOURCE_NOT_FOUND"),
    ENDPOINT_NOT_FOUND(404, null, null),
    RESOURCE_DOES_NOT_EXIST(404, "KAM00", "RESOURCE_NOT_FOUND"),
    RESOURCE_CONFLICT(409, null, null),
    REQUEST_LIMIT_EXCEEDED(429, null, null),
    RESOURCE_EXHAUSTED(429, null, null),
    INTERNAL_ERROR(500, "XXM00", "CLIENT_INTERNAL_ERROR"),
    INVALID_STATE(500, "XXM00", "CLIENT_INTERNAL_ERROR"),
    FEATURE_DISABLED(500, "KAM00", "FEATURE_DISABLED"),
    NOT_IMPLEMENTED(501, null, null),
    TEMPORARILY_UNAVAILABLE(503, "XXM00", "CLIENT_INTERNAL_ERROR"),
    DEADLINE_EXCEEDED(504, null, null);

    private final int status;
    private final @Nullable String sqlState;
    private final @Nullable String errorClass;

    ErrorCode(int status, @Nullable String sqlState, @Nullable String errorClass) {
        this.status = status;
        this.sqlState = sqlState;
        this.errorClass = errorClass;
    }

    /** The HTTP status that carries this code. */
    public int status() {
        return status;
    }

    /** The five-character SQL state, or null where MLflow has none. */
    public @Nullable String sqlState() {
        return sqlState;
    }

    /** MLflow's error class, or null where it has none. */
    public @Nullable String errorClass() {
        return errorClass;
    }
}
