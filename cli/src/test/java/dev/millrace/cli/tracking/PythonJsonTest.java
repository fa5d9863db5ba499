package dev.millrace.cli.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As {@code json.dumps} of Python 3 prints it. */
class PythonJsonTest {
    @Test
    void indentsWhatIsNotEmpty() {
        JsonValue value = Json.parse("{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[],\"e\":true}");

        assertThat(PythonJson.of(value, 2)).isEqualTo("""
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": {},
                  "d": [],
                  "e": true
                }""");
    }

    @Test
    void writesAsciiOnly() {
        JsonValue value = new JsonValue.Text("ü\"\\\n\r\t\b\f\u0001\u007f😀");

        assertThat(PythonJson.of(value, 2)).isEqualTo("\"\\u00fc\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u007f\\ud83d\\ude00\"");
    }

    @Test
    void writesWhatIsNoNumberAsPythonDoes() {
        JsonValue numbers = new JsonValue.Arr(List.of(
                PythonJson.number(Double.NaN),
                PythonJson.number(Double.POSITIVE_INFINITY),
                PythonJson.number(Double.NEGATIVE_INFINITY),
                PythonJson.number(1e-7)));

        assertThat(PythonJson.of(numbers, 0)).isEqualTo("[\nNaN,\nInfinity,\n-Infinity,\n1e-07\n]");
    }
}
