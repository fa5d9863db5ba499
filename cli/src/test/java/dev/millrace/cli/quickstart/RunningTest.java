package dev.millrace.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningTest {
    @Test
    void stopsAllServersEvenWhereSomeFail() {
        List<String> stopped = new ArrayList<>();
        Running running = new Running(() -> false);
        running.add(() -> stopped.add("first"));
        running.add(() -> {
            throw new IOException("second");
        });
        running.add(() -> stopped.add("third"));
        running.add(() -> {
            throw new IOException("fourth");
        });

        assertThatIllegalStateException()
                .isThrownBy(running::close)
                .withRootCauseInstanceOf(IOException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThat(stopped).containsExactly("third", "first");
        running.close();
    }
}
