package dev.millrace.serving.protocol;

import java.util.List;
import java.util.Map;

/** What a model is given, once a request has been read and its signature enforced. */
public sealed interface ModelInput {

    /** A table: one-dimensional columns of equal length. */
    record Table(int rows, List<Column> columns) implements ModelInput {}

    /** A column of a {@link Table}. */
    record Column(String name, NdArray cells) {}

    /** Arrays by name. */
    record Named(Map<String, NdArray> arrays) implements ModelInput {}

    /** A single array without a name. */
    record Single(NdArray array) implements ModelInput {}
}
