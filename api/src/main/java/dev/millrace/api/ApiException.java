package dev.millrace.api;

import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that a client is meant to read: one of MLflow's error codes and a message that says what to do next. It is
 * the only exception that crosses an endpoint; everything else is a fault of the server.
 */
public final class ApiException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String sqlState;
    private final @Nullable String errorClass;

    public ApiException(ErrorCode code, String message) {
        this(code, code.sqlState(), code.errorClass(), message);
    }

    public ApiException(ErrorCode code, String message, Throwable cause) {
        this(code, message);
        initCause(cause);
    }

    private ApiException(ErrorCode code, @Nullable String sqlState, @Nullable String errorClass, String message) {
        super(message);
        this.code = code;
        this.sqlState = sqlState;
        this.errorClass = errorClass;
    }

    /** A request that breaks a rule: {@code INVALID_PARAMETER_VALUE}, status 400. */
    public static ApiException invalid(String message) {
        return new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    /** An attribute that does not exist: {@link #invalid} with a class of its own, in the places where MLflow has it. */
    public static ApiException unknownAttribute(String message) {
        return new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, "KAM04", "ATTRIBUTE_NOT_FOUND", message);
    }

    /** Something asked for by name or id that is not there: {@code RESOURCE_DOES_NOT_EXIST}, status 404. */
    public static ApiException notFound(String message) {
        return new ApiException(ErrorCode.RESOURCE_DOES_NOT_EXIST, message);
    }

    /** A name that is taken: {@code RESOURCE_ALREADY_EXISTS}, status 400. */
    public static ApiException alreadyExists(String message) {
        return new ApiException(ErrorCode.RESOURCE_ALREADY_EXISTS, message);
    }

    /** A feature of MLflow's that Millrace does not have: {@code NOT_IMPLEMENTED}, status 501. */
    public static ApiException notImplemented(String message) {
        return new ApiException(ErrorCode.NOT_IMPLEMENTED, message);
    }

    /** A required request field that is absent, null or empty, in MLflow's words. */
    public static ApiException missing(String field) {
        return invalid("Missing value for required parameter '%s'. See the API docs for more information about request"
                .formatted(field)
                .concat(" parameters."));
    }

    /** The error code. */
    public ErrorCode code() {
        return code;
    }

    /** The message; never null. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** The error as MLflow prints it: {@code {"error_code", "message"[, "sqlstate", "error_class"]}}. */
    public byte[] toJson() {
        var object = new LinkedHashMap<String, JsonValue>();
        object.put("error_code", new JsonValue.Text(code.name()));
        object.put("message", new JsonValue.Text(message()));
        if (sqlState != null) {
            object.put("sqlstate", new JsonValue.Text(sqlState));
        }
        if (errorClass != null) {
            object.put("error_class", new JsonValue.Text(errorClass));
        }
        return Json.print(new JsonValue.Obj(object));
    }

    @Override
    public String toString() {
        return "%s: %s".formatted(code.name().toLowerCase(Locale.ROOT), message());
    }
}
