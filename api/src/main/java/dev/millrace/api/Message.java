package dev.millrace.api;

/** A request or an answer of MLflow's REST API: a record whose null components are unset fields. */
public interface Message {
    /** Writes this message as a JSON object: set fields only, under their snake_case names, in field-number order. */
    void writeTo(MessageWriter out);
}
