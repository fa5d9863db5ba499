package dev.millrace.serving.protocol;

import dev.millrace.serving.model.ColumnType.Scalar;
import dev.millrace.serving.model.Signature;
import org.jspecify.annotations.Nullable;

/** Tells which signatures can be enforced without Python. */
public final class SignatureSupport {
    private SignatureSupport() {}

    /** What of the signature only Python handles, for a message; null if nothing is. */
    public static @Nullable String obstacle(Signature signature) {
        return switch (signature.inputs()) {
            case Signature.Unchecked unchecked -> null;
            case Signature.Columns columns ->
                columns.columns().stream()
                        .filter(column -> !(column.type() instanceof Scalar scalar && Dtype.of(scalar) != null))
                        .map(column -> "column \"" + column.name() + "\" of type " + column.type())
                        .findFirst()
                        .orElse(null);
            case Signature.Tensors tensors ->
                tensors.tensors().stream()
                        .filter(tensor -> Dtype.ofNumpy(tensor.dtype()) == null)
                        .map(tensor -> "tensor \"" + tensor.name() + "\" of type " + tensor.dtype())
                        .findFirst()
                        .orElse(null);
        };
    }
}
