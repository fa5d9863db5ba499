package dev.millrace.examples.breastcancer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatientsTest {
    @Test
    void areAllThere() {
        Patients patients = Patients.all();

        assertThat(patients.size()).isEqualTo(569);
        assertThat(patients.features()).hasSize(30).startsWith("mean radius").endsWith("worst fractal dimension");
        assertThat(patients.labels().stream().filter(label -> label == 1)).hasSize(357);
        assertThat(patients.rows().getFirst()).startsWith(17.99, 10.38, 122.8).hasSize(30);
    }

    @Test
    void areHeldOutInEqualSharesOfEachClass() {
        Patients.Split split = Patients.all().split(0.25, 7);

        assertThat(split.heldOut().size()).isEqualTo(142);
        assertThat(split.training().size()).isEqualTo(427);
        assertThat(split.heldOut().labels().stream().filter(label -> label == 1))
                .hasSize(89);
        assertThat(Patients.all().split(0.25, 7).heldOut().rows().getFirst())
                .isEqualTo(split.heldOut().rows().getFirst());
    }
}
