package dev.millrace.serving.json;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** A JSON value with Python's distinctions: whole numbers of any size beside floating point, NaN and infinities. */
public sealed interface Value {

    /** The two ways of having no value. */
    enum Nothing implements Value {
        /** A JSON null. */
        NULL,
        /** A cell of a table that the request did not give: a record without that key, or a short row. */
        MISSING
    }

    /** A boolean. */
    record Bool(boolean value) implements Value {}

    /** A number written without fraction and exponent, if it fits 64 bits. */
    record Whole(long value) implements Value {}

    /** A number written without fraction and exponent that does not fit 64 bits. */
    record Huge(BigInteger value) implements Value {}

    /** A number written with fraction or exponent, or one of NaN, Infinity and -Infinity. */
    record Real(double value) implements Value {}

    /** A string. */
    record Text(String value) implements Value {}

    /** An array. */
    record Items(List<Value> values) implements Value {}

    /** An object; of equal keys the last one counts. */
    record Entries(Map<String, Value> values) implements Value {}

    /** The name of the Python type that holds this value, for messages. */
    default String pythonType() {
        return switch (this) {
            case Nothing n -> n == Nothing.NULL ? "NoneType" : "float";
            case Bool b -> "bool";
            case Whole w -> "int";
            case Huge h -> "int";
            case Real r -> "float";
            case Text t -> "str";
            case Items i -> "list";
            case Entries e -> "dict";
        };
    }
}
