package dev.millrace.serving.protocol;

import dev.millrace.serving.json.JsonWriter;

/** A scoring request that gets an error for an answer. */
public final class ScoringException extends RuntimeException {

    /** The kinds of error, each with what the answer says besides the message. */
    public enum Fault {
        /** The body cannot be read, a value cannot be converted, or the model fails on the input. */
        BAD_REQUEST(400, "BAD_REQUEST", "KAM00", "INVALID_PARAMETER_VALUE"),
        /** A parameter is not what the signature says. */
        INVALID_PARAMETER(400, "INVALID_PARAMETER_VALUE", "KAM00", "INVALID_PARAMETER_VALUE"),
        /** The input as a whole is not what the signature says: a column is missing, a shape is different. */
        SCHEMA(400, "INVALID_PARAMETER_VALUE", "KAM01", "SCHEMA_ENFORCEMENT_FAILED"),
        /** The body is larger than the server takes. */
        TOO_LARGE(413, "BAD_REQUEST", "KAM00", "INVALID_PARAMETER_VALUE"),
        /** The content type is not one the server reads. */
        UNSUPPORTED_MEDIA_TYPE(415, "", "", ""),
        /** The model, or what runs it, broke down: not the request's fault. */
        INTERNAL(500, "INTERNAL_ERROR", "XXM00", "CLIENT_INTERNAL_ERROR"),
        /** Too many requests wait already; try again later. */
        BUSY(503, "TEMPORARILY_UNAVAILABLE", "XXM00", "CLIENT_INTERNAL_ERROR"),
        /** The time for the request is over. */
        TIMEOUT(504, "", "", "");

        private final int status;
        private final String code;
        private final String sqlState;
        private final String errorClass;

        Fault(int status, String code, String sqlState, String errorClass) {
            this.status = status;
            this.code = code;
            this.sqlState = sqlState;
            this.errorClass = errorClass;
        }

        /** The HTTP status of the answer. */
        public int status() {
            return status;
        }
    }

    private final Fault fault;

    public ScoringException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public ScoringException(Fault fault, String message, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    /** A {@link Fault#BAD_REQUEST}. */
    public static ScoringException badRequest(String message) {
        return new ScoringException(Fault.BAD_REQUEST, message);
    }

    /** A {@link Fault#SCHEMA}. */
    public static ScoringException schema(String message) {
        return new ScoringException(Fault.SCHEMA, message);
    }

    /** The kind of error. */
    public Fault fault() {
        return fault;
    }

    /** The answer that tells the client: JSON in MLflow's shape, or bare text where MLflow sends that. */
    public Answer answer() {
        String message = String.valueOf(getMessage());
        if (fault.code.isEmpty()) {
            return Answer.text(fault.status, message);
        }
        var json = new JsonWriter();
        json.raw("{\"error_code\": ").string(fault.code).raw(", \"message\": ").string(message);
        json.raw(", \"sqlstate\": ").string(fault.sqlState);
        json.raw(", \"error_class\": ").string(fault.errorClass).raw("}");
        return Answer.json(fault.status, json.toBytes());
    }
}
