/** ONNX models, run inside this process by ONNX Runtime. */
@NullMarked
package dev.millrace.serving.onnx;

import org.jspecify.annotations.NullMarked;
