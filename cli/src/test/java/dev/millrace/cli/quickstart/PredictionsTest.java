package dev.millrace.cli.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionsTest {
    private static final Predictions EXPECTED = new Predictions(List.of(1L, 0L), List.of(0.9, 0.2));

    private static Predictions answer(String json) {
        return Predictions.ofAnswer(json.getBytes(UTF_8));
    }

    @Test
    void readsWhatTheTrainingLogged() {
        byte[] file = "{\"target\":[1,1],\"label\":[1,0],\"probability\":[0.9,0.2]}".getBytes(UTF_8);

        assertThat(Predictions.ofExpected(file)).isEqualTo(EXPECTED);
    }

    @Test
    void readsTheAnswerOfEitherFlavor() {
        assertThat(answer("""
                {"predictions": [{"label": 1, "probability": 0.9}, {"label": 0, "probability": 0.2}]}""")).isEqualTo(EXPECTED);
        assertThat(answer("{\"predictions\": [[0.1, 0.9], [0.8, 0.2]]}")).isEqualTo(EXPECTED);
    }

    @Test
    void measuresTheDifference() {
        Predictions other = new Predictions(List.of(1L, 1L), List.of(0.9, 0.5));

        assertThat(EXPECTED.differentLabels(EXPECTED)).isZero();
        assertThat(EXPECTED.differentLabels(other)).isEqualTo(1);
        assertThat(EXPECTED.largestDifference(other)).isCloseTo(0.3, org.assertj.core.api.Assertions.within(1e-12));
    }

    @Test
    void countsMissingRowsAsDifferent() {
        assertThat(EXPECTED.differentLabels(new Predictions(List.of(1L), List.of(0.9))))
                .isEqualTo(1);
    }

    @Test
    void takesNoMissingProbabilityForAgreement() {
        Predictions served = answer("""
                {"predictions": [{"label": 1, "probability": null}, {"label": 0, "probability": 0.2}]}""");

        assertThat(EXPECTED.largestDifference(served)).isNaN();
    }

    @Test
    void refusesWhatIsNoAnswer() {
        assertThatThrownBy(() -> answer("{\"error\": 1}")).hasMessageContaining("no list 'predictions'");
        assertThatThrownBy(() -> answer("[]")).hasMessageContaining("no JSON object");
    }
}
