package dev.millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The small ONNX model that the distribution is trained with: a logistic regression of the columns a, b and c. */
final class OnnxModel {
    private OnnxModel() {}

    /** Makes the folder and puts the model into it. */
    static void copyTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of("MLmodel", "model.onnx")) {
            try (InputStream in = OnnxModel.class.getResourceAsStream("distribution/model/" + name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
    }
}
