package dev.millrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.model.CreateExperiment;
import dev.millrace.api.model.FinalizeLoggedModel;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.LogMetric;
import dev.millrace.api.model.LogParam;
import dev.millrace.api.model.LoggedModelStatus;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.SearchExperiments;
import dev.millrace.api.model.SearchLoggedModels;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.api.model.UpdateRun;
import dev.millrace.api.model.ViewType;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;

class JsonTest {
    @Test
    void readsEitherSpellingOfAnOptionalName() {
        assertThat(read("{'name': 'a', 'artifactLocation': 's3://b'}", CreateExperiment.TYPE)
                        .artifactLocation())
                .isEqualTo("s3://b");
    }

    @Test
    void refusesBothSpellingsAtOnce() {
        assertRefused(
                "{'name': 'a', 'artifactLocation': 'x', 'artifact_location': 'y'}",
                CreateExperiment.TYPE,
                "Request specifies both 'artifact_location' and 'artifactLocation'; provide only one of them.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "'2'", "2.0", "'2.0'", "'2e0'", "20E-1"})
    void readsWholeNumbersInEveryNotation(String two) {
        assertThat(read("{'max_results': %s}".formatted(two), SearchExperiments.TYPE)
                        .maxResults())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "2.5, float",
                "true, bool",
                "'x', str",
                "[2], list",
                "{}, dict",
                "9223372036854775808, int",
                "'1e999999999', str",
                "'', str"
            })
    void refusesWhatIsNoWholeNumber(String value, String pythonType) {
        assertRefused(
                "{'max_results': %s}".formatted(value),
                SearchExperiments.TYPE,
                "Invalid value %s for parameter 'max_results' supplied:  Hint: Value was of type '%s'."
                        .formatted(value.replace('\'', '"'), pythonType));
    }

    @ParameterizedTest
    @CsvSource({
        "\"NaN\", NaN",
        "NaN, NaN",
        "\"Infinity\", Infinity",
        "-Infinity, -Infinity",
        "1, 1",
        "\"1.5\", 1.5",
        "true, 1"
    })
    void readsDoublesByNameAndNumber(String json, Double expected) {
        LogMetric metric =
                read("{'run_id': 'r', 'key': 'k', 'value': %s, 'timestamp': 1}".formatted(json), LogMetric.TYPE);
        assertThat(metric.value()).isEqualTo(expected);
        assertThat(metric.step()).as("the default of an absent step").isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'nan'", "'inf'", "'1d'", "'0x1p3'", "'abc'", "1e400", "[]"})
    void refusesWhatIsNoDouble(String json) {
        assertRefused(
                "{'run_id': 'r', 'key': 'k', 'value': %s, 'timestamp': 1}".formatted(json),
                LogMetric.TYPE,
                "for parameter 'value' supplied");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "-0.0, -0.0",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "-1.5e-7, -1.5e-07",
        "12345678, 12345678.0",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "1.2345e300, 1.2345e+300",
        "5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308"
    })
    void printsDoublesAsPythonDoes(double value, String expected) {
        Metric metric = Metric.builder().key("k").value(value).build();
        assertThat(new String(Json.write(metric), StandardCharsets.UTF_8)).contains("\"value\":" + expected);
    }

    @Test
    void refusesHalfOfASurrogatePair() {
        assertRefused("{'run_id': 'r', 'key': '\\ud800', 'value': 'v'}", LogParam.TYPE, "parameter 'key'");
        assertThat(read("{'run_id': 'r', 'key': '\\ud83d\\ude80'}", LogParam.TYPE)
                        .key())
                .isEqualTo("🚀");
    }

    @Test
    void tellsTheFirstDeclaredFieldWhateverTheOrderOfTheKeys() {
        assertRefused("{'value': 'x', 'key': 'k'}", LogMetric.TYPE, "Missing value for required parameter 'run_id'.");
        assertRefused(
                "{'timestamp': 'x', 'value': 'y', 'key': 'k', 'run_id': 'r'}", LogMetric.TYPE, "parameter 'value'");
    }

    @Test
    void namesThePlaceOfABadValueInsideALongBatch() {
        assertRefused(
                "{'metrics': [{'key': 'a', 'value': 1}, {'key': 'b', 'value': 'bad'}], 'run_id': 'r'}",
                LogBatch.TYPE,
                "Invalid value \"bad\" for parameter 'metrics[1].value' supplied");
    }

    @Test
    void refusesAnItemThatIsNoString() {
        assertRefused("{'experiment_ids': [14]}", SearchRuns.TYPE, "parameter 'experiment_ids[0]'");
    }

    @Test
    void takesRunUuidForRunId() {
        assertThat(read("{'run_uuid': 'r', 'status': 'FINISHED'}", UpdateRun.TYPE)
                        .runId())
                .isEqualTo("r");
    }

    @Test
    void readsEnumsByNameAndNumberAndIgnoresUnknownOnes() {
        assertThat(read("{'run_id': 'r', 'status': '4'}", UpdateRun.TYPE).status())
                .isEqualTo(RunStatus.FAILED);
        assertThat(read("{'run_id': 'r', 'status': 'done'}", UpdateRun.TYPE).status())
                .isNull();
        assertThat(read("{'run_view_type': 9}", SearchRuns.TYPE).runViewType()).isEqualTo(ViewType.ACTIVE_ONLY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "\"{}\""})
    void takesAnEmptyBodyAsAnEmptyMessage(String body) {
        assertThat(Json.read(body.getBytes(StandardCharsets.UTF_8), SearchRuns.TYPE)
                        .maxResults())
                .isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "\"abc\"", "{\"a\":", "{} {}", "nonsense", "{\"a\":1,}"})
    void refusesABodyThatIsNoObject(String body) {
        assertThatThrownBy(() -> Json.read(body.getBytes(StandardCharsets.UTF_8), SearchRuns.TYPE))
                .isInstanceOf(ApiException.class)
                .extracting(e -> ((ApiException) e).code())
                .isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    }

    /** What is made of them takes many times their bytes. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "experiment_ids, ''",
                "datasets, {}",
                "datasets, 0",
                "filter, []",
                "unknown, 0",
            })
    void refusesABodyOfTooManyValues(String field, String value) {
        String list = "[" + (value + ",").repeat(Json.MOST_TOKENS) + value + "]";
        assertRefused(
                "{'%s': %s}".formatted(field, list),
                SearchLoggedModels.TYPE,
                "Token count (1000001) exceeds the maximum allowed (1000000");
        assertThatThrownBy(() -> Json.parse(list.replace('\'', '"')))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("Token count");
    }

    @Test
    void readsAsManyAsThereAreFromWhoeverIsTrusted() {
        byte[] list = ("[" + "\"\",".repeat(Json.MOST_TOKENS) + "\"\"]").getBytes(StandardCharsets.UTF_8);
        byte[] message = ("{\"experiment_ids\":" + new String(list, StandardCharsets.UTF_8) + "}")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(Json.readTrusted(message, SearchLoggedModels.TYPE).experimentIds())
                .hasSize(Json.MOST_TOKENS + 1);
        assertThat(Json.parseTrusted(list)).isInstanceOf(JsonValue.Arr.class);
    }

    @Test
    void fillsFieldsFromThePath() {
        var body = "{\"status\": 2, \"model_id\": \"other\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.read(body, FinalizeLoggedModel.TYPE, Map.of("model_id", "m-1")))
                .isEqualTo(new FinalizeLoggedModel("m-1", LoggedModelStatus.LOGGED_MODEL_READY));
    }

    @Test
    void readsAQueryStringInSnakeCaseOnlyAndTakesTheFirstOfARepeatedScalar() {
        var query = Map.of("max_results", List.of("3", "4"), "orderBy", List.of("x"), "order_by", List.of("a", "b"));
        SearchExperiments search = Json.readQuery(query, SearchExperiments.TYPE);
        assertThat(search.maxResults()).isEqualTo(3);
        assertThat(search.orderBy()).containsExactly("a", "b");
    }

    @Test
    void printsSetFieldsInNumberOrder() {
        Metric metric = Metric.builder()
                .step(0L)
                .value(Double.NaN)
                .key("k")
                .timestamp(5L)
                .build();
        assertThat(new String(Json.write(metric), StandardCharsets.UTF_8))
                .isEqualTo("{\"key\":\"k\",\"value\":\"NaN\",\"timestamp\":5,\"step\":0}");
    }

    @Test
    void printsAnErrorAsMlflowDoes() {
        assertThat(new String(ApiException.invalid("no \"x\"").toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"no \\\"x\\\"\","
                        + "\"sqlstate\":\"KAM00\",\"error_class\":\"INVALID_PARAMETER_VALUE\"}");
    }

    @Test
    void keepsFreeFormNumbersAsTheyWereWritten() {
        String document = "{\"a\":[1,1.0,1E400,null,true],\"b\":{}}";
        assertThat(new String(Json.print(Json.parse(document)), StandardCharsets.UTF_8))
                .isEqualTo(document);
    }

    @Test
    void aDocumentThatFailsHalfWayStaysBroken() {
        var out = new ByteArrayOutputStream();
        var ended = new AtomicBoolean();
        var sink = new FilterOutputStream(out) {
            @Override
            public void close() {
                ended.set(true);
            }
        };
        assertThatThrownBy(() -> {
                    try (JsonGenerator json = Json.generator(sink)) {
                        json.writeStartObject();
                        json.writeName("metrics");
                        json.writeStartArray();
                        throw new IllegalStateException("the database went away");
                    }
                })
                .isInstanceOf(IllegalStateException.class);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"metrics\":[");
        assertThat(ended).isFalse();
    }

    private static <M extends Message> M read(String json, MessageType<M> type) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), type);
    }

    private static void assertRefused(String json, MessageType<?> type, String message) {
        assertThatThrownBy(() -> read(json, type))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(message);
    }
}
