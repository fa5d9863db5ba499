package dev.millrace.serving.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A tensor of a signature.
 *
 * @param name empty when the signature names none
 * @param dtype NumPy's name of the element type, such as {@code float32}
 * @param shape the length of each dimension; -1 where any length will do
 */
public record TensorSpec(String name, String dtype, List<Long> shape) {
    public TensorSpec {
        shape = List.copyOf(shape);
    }

    /** True if a tensor of that shape fits: as many dimensions, and each of the length asked for. */
    public boolean accepts(long[] actual) {
        if (actual.length != shape.size()) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            if (shape.get(i) != -1 && shape.get(i) != actual[i]) {
                return false;
            }
        }
        return true;
    }

    /** The shape as Python prints a tuple. */
    public String shapeText() {
        return shape.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "(", shape.size() == 1 ? ",)" : ")"));
    }
}
