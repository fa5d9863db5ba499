package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogsTest {

    @Test
    void printsALineOfTextWithTheRequestId() {
        String line = ScopedValue.where(RequestIds.CURRENT, new TestExchange("GET", "/"))
                .call(() -> new Logs.TextLines().format(event("two\nlines")));

        assertThat(line).matches("[0-9-]{10} [0-9:.]{12} WARN  Thing: two\\\\nlines \\[test-1]\n");
    }

    @Test
    void putsTheStackTraceBelow() {
        LogRecord event = event("failed");
        event.setThrown(new IllegalStateException("why"));

        assertThat(new Logs.TextLines().format(event))
                .contains("Thing: failed\njava.lang.IllegalStateException: why\n\tat ");
    }

    @Test
    void printsALineOfJson() {
        String line = new Logs.JsonLines().format(event("a \"quote\"\n"));

        assertThat(line).endsWith("}\n");
        var object = (JsonValue.Obj) Json.parse(line.getBytes(UTF_8));
        assertThat(object.text("level")).isEqualTo("WARN");
        assertThat(object.text("logger")).isEqualTo("dev.millrace.Thing");
        assertThat(object.text("message")).isEqualTo("a \"quote\"\n");
    }

    @Test
    void refusesALevelThatDoesNotExist() {
        assertThatThrownBy(() -> Logs.configure(Logs.Format.TEXT, "loud"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loud");
    }

    private static LogRecord event(String message) {
        var event = new LogRecord(Level.WARNING, message);
        event.setLoggerName("dev.millrace.Thing");
        return event;
    }
}
