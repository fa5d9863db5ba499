package dev.millrace.serving.model;

import java.util.List;

/** The type of one column (or of a part of it) in a column-based signature. */
public sealed interface ColumnType {

    /** The scalar types, named as they stand in the signature. */
    enum Scalar implements ColumnType {
        BOOLEAN,
        INTEGER,
        LONG,
        FLOAT,
        DOUBLE,
        STRING,
        BINARY,
        DATETIME;

        /** True for the types whose values are numbers. */
        public boolean isNumeric() {
            return switch (this) {
                case INTEGER, LONG, FLOAT, DOUBLE -> true;
                case BOOLEAN, STRING, BINARY, DATETIME -> false;
            };
        }
    }

    /** A list whose items are all of one type. */
    record Array(ColumnType items) implements ColumnType {}

    /** A JSON object with known properties and no others. */
    record Struct(List<Property> properties) implements ColumnType {}

    /** A JSON object with any keys and values of one type. */
    record Dictionary(ColumnType values) implements ColumnType {}

    /** Anything at all: the value reaches the model as it was sent. */
    record Any() implements ColumnType {}

    /** A property of a {@link Struct}. */
    record Property(String name, ColumnType type, boolean required) {}
}
