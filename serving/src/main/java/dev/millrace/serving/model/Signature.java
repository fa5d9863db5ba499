package dev.millrace.serving.model;

import java.util.List;

/**
 * What a model's signature says of its input. Outputs are not read: the original never enforces them.
 *
 * @param inputs the columns or tensors of the input
 * @param params parameters that a request may set; empty when the signature has none
 */
public record Signature(Inputs inputs, List<ParamSpec> params) {
    public Signature {
        params = List.copyOf(params);
    }

    /** A signature that enforces nothing, for a model that was logged without one. */
    public static final Signature NONE = new Signature(new Unchecked(), List.of());

    /** The shape of the input: a table, named or unnamed tensors, or anything. */
    public sealed interface Inputs {}

    /** No input schema: requests reach the model as they were sent. */
    public record Unchecked() implements Inputs {}

    /** A table. Either every column has a name or none has. */
    public record Columns(List<ColumnSpec> columns) implements Inputs {
        public Columns {
            columns = List.copyOf(columns);
        }

        /** True when columns are matched by name, false when by position. */
        public boolean named() {
            return !columns.isEmpty() && !columns.getFirst().name().isEmpty();
        }

        /** Names of the columns that a request may not leave out, in the signature's order. */
        public List<String> requiredNames() {
            return columns.stream()
                    .filter(ColumnSpec::required)
                    .map(ColumnSpec::name)
                    .toList();
        }
    }

    /** One tensor without a name, or several with. */
    public record Tensors(List<TensorSpec> tensors) implements Inputs {
        public Tensors {
            tensors = List.copyOf(tensors);
        }

        /** True when tensors are matched by name; an unnamed tensor stands alone. */
        public boolean named() {
            return !tensors.getFirst().name().isEmpty();
        }
    }
}
