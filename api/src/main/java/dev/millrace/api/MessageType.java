package dev.millrace.api;

import java.util.function.Function;

/**
 * A kind of message and how to read one.
 *
 * @param name MLflow's name of the message
 * @param reader reads one message; the reader stands before its first field
 * @param <M> the record
 */
public record MessageType<M extends Message>(String name, Function<MessageReader, M> reader) {
    /** Reads one message of this type. */
    public M read(MessageReader in) {
        return reader.apply(in);
    }
}
