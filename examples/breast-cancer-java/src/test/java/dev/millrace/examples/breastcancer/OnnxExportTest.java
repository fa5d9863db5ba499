package dev.millrace.examples.breastcancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxExportTest {
    @Test
    void saysWhatTheClassifierSays() throws Exception {
        Patients.Split split = Patients.all().split(0.25, 7);
        Classifier classifier = Classifier.train(split.training(), 20, 0.1, 7);
        List<Double> expected = classifier.probabilities(split.heldOut());
        float[][] rows = split.heldOut().rows().stream()
                .map(row -> {
                    float[] floats = new float[row.length];
                    for (int column = 0; column < row.length; column++) {
                        floats[column] = (float) row[column];
                    }
                    return floats;
                })
                .toArray(float[][]::new);

        OrtEnvironment runtime = OrtEnvironment.getEnvironment();
        try (OrtSession session = runtime.createSession(OnnxExport.export(classifier));
                OnnxTensor features = OnnxTensor.createTensor(runtime, rows);
                OrtSession.Result result = session.run(Map.of("features", features))) {
            long[] labels = (long[]) result.get("label").orElseThrow().getValue();
            float[] probabilities =
                    (float[]) result.get("probability").orElseThrow().getValue();
            for (int row = 0; row < rows.length; row++) {
                assertThat((double) probabilities[row]).isCloseTo(expected.get(row), within(1e-5));
                assertThat(labels[row]).isEqualTo(Scores.labelOf(expected.get(row)));
            }
        }
        assertThat(Scores.of(split.heldOut().labels(), expected).accuracy()).isGreaterThan(0.93);
    }
}
