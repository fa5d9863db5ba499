package dev.millrace.serving.onnx;

/** An ONNX model that this process cannot serve by itself, though Python can; the message names what is in the way. */
public final class NeedsPythonException extends RuntimeException {
    NeedsPythonException(String obstacle) {
        super(obstacle);
    }
}
