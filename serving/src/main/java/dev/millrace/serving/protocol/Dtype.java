package dev.millrace.serving.protocol;

import dev.millrace.serving.model.ColumnType.Scalar;
import org.jspecify.annotations.Nullable;

/** The types of array elements that are handled without Python. */
public enum Dtype {
    BOOL,
    INT8(Byte.MIN_VALUE, Byte.MAX_VALUE),
    UINT8(0, 0xff),
    INT16(Short.MIN_VALUE, Short.MAX_VALUE),
    UINT16(0, 0xffff),
    INT32(Integer.MIN_VALUE, Integer.MAX_VALUE),
    UINT32(0, 0xffff_ffffL),
    INT64(Long.MIN_VALUE, Long.MAX_VALUE),
    FLOAT32,
    FLOAT64,
    STRING;

    private final long min;
    private final long max;

    Dtype() {
        this(0, 0);
    }

    Dtype(long min, long max) {
        this.min = min;
        this.max = max;
    }

    /** The least whole number of this type; 0 for types that are not of whole numbers. */
    public long min() {
        return min;
    }

    /** The greatest whole number of this type; 0 for types that are not of whole numbers. */
    public long max() {
        return max;
    }

    /** True for the types of whole numbers. */
    public boolean isWhole() {
        return min != max;
    }

    /** The type of a column's cells, or null if only Python handles it. */
    public static @Nullable Dtype of(Scalar type) {
        return switch (type) {
            case BOOLEAN -> BOOL;
            case INTEGER -> INT32;
            case LONG -> INT64;
            case FLOAT -> FLOAT32;
            case DOUBLE -> FLOAT64;
            case STRING -> STRING;
            case BINARY, DATETIME -> null;
        };
    }

    /** The type that NumPy calls so, or null if only Python handles it. */
    public static @Nullable Dtype ofNumpy(String name) {
        return switch (name) {
            case "bool" -> BOOL;
            case "int8" -> INT8;
            case "uint8" -> UINT8;
            case "int16" -> INT16;
            case "uint16" -> UINT16;
            case "int32" -> INT32;
            case "uint32" -> UINT32;
            case "int64" -> INT64;
            case "float32" -> FLOAT32;
            case "float64" -> FLOAT64;
            case "str", "object" -> STRING;
            default -> null;
        };
    }
}
