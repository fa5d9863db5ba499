package dev.millrace.cli.quickstart;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a binary classifier says of some rows.
 *
 * @param labels the class of each row, 0 or 1
 * @param probabilities that of class 1, for each row
 */
record Predictions(List<Long> labels, List<Double> probabilities) {

    /** Reads what the training logged: the fields {@code label} and {@code probability}, a list each. */
    static Predictions ofExpected(byte[] document) {
        if (!(Json.parse(document) instanceof JsonValue.Obj expected)) {
            throw new IllegalArgumentException("The file of expected predictions is no JSON object");
        }
        return new Predictions(
                items(expected, "label").stream().map(Predictions::label).toList(),
                items(expected, "probability").stream().map(Predictions::number).toList());
    }

    /**
     * Reads the answer of {@code /invocations}: of the ONNX model, which has a label and a probability for each row, or
     * of the sklearn model, which has the probabilities of both classes.
     */
    static Predictions ofAnswer(byte[] document) {
        if (!(Json.parse(document) instanceof JsonValue.Obj answer)) {
            throw new IllegalArgumentException("The answer of the model is no JSON object");
        }
        List<Long> labels = new ArrayList<>();
        List<Double> probabilities = new ArrayList<>();
        for (JsonValue row : items(answer, "predictions")) {
            switch (row) {
                case JsonValue.Obj columns -> {
                    labels.add(label(columns.members().get("label")));
                    probabilities.add(number(columns.members().get("probability")));
                }
                case JsonValue.Arr(List<JsonValue> classes) -> {
                    double positive = number(classes.get(1));
                    labels.add(positive > number(classes.get(0)) ? 1L : 0L);
                    probabilities.add(positive);
                }
                default -> throw new IllegalArgumentException("A prediction is neither a row nor a list: " + row);
            }
        }
        return new Predictions(labels, probabilities);
    }

    /** How many labels differ; rows that only one of the two has count as different. */
    int differentLabels(Predictions other) {
        int different = Math.abs(labels.size() - other.labels.size());
        for (int row = 0; row < Math.min(labels.size(), other.labels.size()); row++) {
            if (!labels.get(row).equals(other.labels.get(row))) {
                different++;
            }
        }
        return different;
    }

    /** The largest difference of two probabilities of the same row. NaN on either side gives NaN. */
    double largestDifference(Predictions other) {
        double largest = 0;
        for (int row = 0; row < Math.min(probabilities.size(), other.probabilities.size()); row++) {
            largest = Math.max(largest, Math.abs(probabilities.get(row) - other.probabilities.get(row)));
        }
        return largest;
    }

    private static List<JsonValue> items(JsonValue.Obj object, String name) {
        if (object.get(name) instanceof JsonValue.Arr(List<JsonValue> items)) {
            return items;
        }
        throw new IllegalArgumentException("There is no list '" + name + "'");
    }

    private static long label(@Nullable JsonValue value) {
        return (long) number(value);
    }

    private static double number(@Nullable JsonValue value) {
        return switch (value) {
            case JsonValue.Num number -> number.toDouble();
            // The scoring protocol of Millrace writes NaN as null; here it must not pass for a number.
            case null, default -> Double.NaN;
        };
    }
}
