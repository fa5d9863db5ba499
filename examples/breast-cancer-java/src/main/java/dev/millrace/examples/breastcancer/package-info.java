/** The breast-cancer sample in Java alone: a model trained with Tribuo, logged to a tracking server, exported to ONNX. */
@NullMarked
package dev.millrace.examples.breastcancer;

import org.jspecify.annotations.NullMarked;
