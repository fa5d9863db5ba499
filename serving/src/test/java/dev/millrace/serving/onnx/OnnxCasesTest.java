package dev.millrace.serving.onnx;

import static dev.millrace.serving.Cases.entries;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Answers equal those that MLflow gave for the same models, but where a case says why they do not. */
class OnnxCasesTest {
    private static final Map<String, OnnxScorer> SCORERS = new HashMap<>();

    @AfterAll
    static void closeScorers() {
        SCORERS.values().forEach(OnnxScorer::close);
    }

    @TestFactory
    List<DynamicTest> cases() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        int line = 0;
        for (Map<String, Value> recorded : Cases.read("onnx-cases.jsonl")) {
            String name = ++line + " " + text(recorded, "model") + " " + text(recorded, "body");
            tests.add(DynamicTest.dynamicTest(name, () -> check(recorded)));
        }
        return tests;
    }

    @Test
    void everyDifferenceIsExplained() throws IOException {
        String page = Files.readString(Path.of("../compatibility/differences.md"));
        assertThat(Cases.read("onnx-cases.jsonl"))
                .map(recorded -> entries(recorded, "ours"))
                .filteredOn(Objects::nonNull)
                .allSatisfy(ours -> assertThat(page).contains("### " + text(ours, "reason") + " "));
    }

    private static void check(Map<String, Value> recorded) throws InterruptedException {
        String model = Objects.requireNonNull(text(recorded, "model"));
        OnnxScorer scorer = SCORERS.computeIfAbsent(
                model, name -> OnnxScorer.load(ModelFolder.read(Cases.resource("models/" + name)), 1));
        Answer answer = answer(scorer, recorded);
        Map<String, Value> original = Objects.requireNonNull(entries(recorded, "original"));
        Map<String, Value> difference = entries(recorded, "ours");
        Map<String, Value> expected = difference == null ? original : difference;
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.status()).as(body).isEqualTo(number(expected, "status"));
        if (answer.status() == 200) {
            assertThat(body).isEqualTo(text(expected, "answer"));
        } else {
            Map<String, Value> error = ((Value.Entries) ValueReader.read(body)).values();
            assertThat(error).containsKeys("error_code", "message", "sqlstate", "error_class");
            if (difference == null) {
                assertThat(text(error, "error_code")).as(body).isEqualTo(text(original, "code"));
                assertThat(text(error, "sqlstate")).as(body).isEqualTo(text(original, "sqlstate"));
            }
        }
    }

    private static Answer answer(OnnxScorer scorer, Map<String, Value> recorded) throws InterruptedException {
        byte[] body = Objects.requireNonNull(text(recorded, "body")).getBytes(StandardCharsets.UTF_8);
        try {
            return scorer.score(text(recorded, "type"), body, System.nanoTime() + 10_000_000_000L);
        } catch (ScoringException e) {
            return e.answer();
        }
    }
}
