package dev.millrace.serving.onnx;

import static dev.millrace.serving.Cases.number;
import static dev.millrace.serving.Cases.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.serving.Cases;
import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.ValueReader;
import dev.millrace.serving.model.ModelFolder;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.ScoringException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Requests that were recorded for models in Python get the same status and error code from ONNX models with the same
 * signature. Predictions are not compared: the models give more than the class.
 */
class RecordedCasesOnOnnxTest {
    private static final Map<String, String> MODELS =
            Map.of("lr4", "iris-columns", "lr4tensor", "iris-tensor", "lr4nosig", "iris-nosig", "tensors", "tensors");

    /** Inputs with missing or infinite numbers, or without rows: ONNX takes them, scikit-learn does not. */
    private static final Set<String> TAKEN = Set.of(
            "lr4: csv missing val",
            "lr4: csv only header",
            "lr4: null (again)",
            "lr4: NaN literal",
            "lr4: Infinity literal",
            "lr4: no rows",
            "lr4: records ragged",
            "lr4tensor: tensor null",
            "lr4tensor: tensor NaN",
            "lr4: 1e400",
            "lr4: inputs records ragged",
            "lr4: inputs null (again)");

    /** Other statuses, which compatibility/differences.md gives the reasons of. */
    private static final Map<String, Integer> DIFFERENCES = Map.of(
            "lr4: no ct", 200,
            "lr4: ct case", 200,
            "lr4: bad parquet", 415,
            "lr4: deep nesting", 400,
            "tensors: tensor float->int", 400);

    private static final Map<String, OnnxScorer> SCORERS = new HashMap<>();

    @AfterAll
    static void closeScorers() {
        SCORERS.values().forEach(OnnxScorer::close);
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        return Cases.read("recorded-cases.jsonl").stream()
                .filter(recorded -> "/invocations".equals(text(recorded, "path")))
                .filter(recorded -> "POST".equals(text(recorded, "method")))
                .filter(recorded -> MODELS.containsKey(text(recorded, "model")))
                .map(recorded -> DynamicTest.dynamicTest(name(recorded), () -> check(recorded)));
    }

    private static String name(Map<String, Value> recorded) {
        return text(recorded, "model") + ": " + text(recorded, "label");
    }

    private static void check(Map<String, Value> recorded) throws InterruptedException {
        String model = Objects.requireNonNull(MODELS.get(text(recorded, "model")));
        OnnxScorer scorer = SCORERS.computeIfAbsent(
                model, name -> OnnxScorer.load(ModelFolder.read(Cases.resource("models/" + name)), 1));
        Answer answer;
        try {
            answer = scorer.score(text(recorded, "type"), Cases.body(recorded), System.nanoTime() + 60_000_000_000L);
        } catch (ScoringException e) {
            answer = e.answer();
        }
        String name = name(recorded);
        Integer other = TAKEN.contains(name) ? Integer.valueOf(200) : DIFFERENCES.get(name);
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.status()).as(body).isEqualTo(other == null ? number(recorded, "status") : other);
        if (other == null && recorded.containsKey("code")) {
            Map<String, Value> error = ((Value.Entries) ValueReader.read(body)).values();
            assertThat(text(error, "error_code")).as(body).isEqualTo(text(recorded, "code"));
            assertThat(text(error, "sqlstate")).as(body).isEqualTo(text(recorded, "sqlstate"));
        }
    }
}
