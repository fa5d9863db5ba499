package dev.millrace.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Filters and order-by keys with what MLflow 3.17.2 makes of them, recorded from it: the comparisons that it reads, or a
 * refusal.
 */
class RecordedFiltersTest {
    /** Refused by the original for the sake of its tokenizer, and harmless. */
    private static final Set<String> ACCEPTED_HERE = Set.of(
            "metrics.50 = 1",
            "params.IN = 'a'",
            "params.x is  not   null",
            "attributes.creation_time > 1",
            "metrics.IN desc");

    /** Accepted by the original, which then finds nothing or something else than was meant. */
    private static final Set<String> REFUSED_HERE = Set.of(
            "tags.[a] = 'x'",
            "tags.* = 'x'",
            "metrics.m(1) = 1",
            "tags.a::text = 'x'",
            "run_id IN (('a','b'))",
            "name IN ('a', 1)",
            "metrics.a > nan",
            "metrics.a = inf",
            "metrics.m(1)");

    /** Read otherwise than in the original, on purpose: quotes of both kinds mean the same, and a status has a name. */
    private static final Map<String, String> READ_OTHERWISE = Map.of(
            "name=\"a\"", "[[\"attribute\", \"name\", \"=\", \"a\"]]",
            "name != \"a\"", "[[\"attribute\", \"name\", \"!=\", \"a\"]]",
            "tags.\"a b\" = 'x'", "[[\"tag\", \"a b\", \"=\", \"x\"]]",
            "tags.`k 1` != 'v' and tags.\"k.2\" = 'w'",
                    "[[\"tag\", \"k 1\", \"!=\", \"v\"], [\"tag\", \"k.2\", \"=\", \"w\"]]",
            "status = 'READY'", "[[\"attribute\", \"status\", \"=\", \"2.0\"]]",
            "status = 2", "[[\"attribute\", \"status\", \"=\", \"2.0\"]]",
            "experiment_id = '1'", "[[\"attribute\", \"experiment_id\", \"=\", \"1.0\"]]");

    record Case(String kind, String text, String outcome) {}

    @ParameterizedTest
    @MethodSource("filters")
    void readsFiltersAsTheOriginalDoes(Case filter) {
        String otherwise = filter.kind().equals("logged-models") ? READ_OTHERWISE.get(filter.text()) : null;
        if (otherwise != null) {
            assertThat(shown(read(filter))).isEqualTo(Json.parse(otherwise));
        } else if (ACCEPTED_HERE.contains(filter.text())) {
            assertThat(read(filter)).isNotEmpty();
        } else if (filter.outcome().startsWith("refused") || REFUSED_HERE.contains(filter.text())) {
            assertRefused(() -> search(filter));
        } else {
            assertThat(shown(read(filter))).isEqualTo(Json.parse(filter.outcome()));
            search(filter);
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void readsOrdersAsTheOriginalDoes(Case order) {
        if (ACCEPTED_HERE.contains(order.text())) {
            assertThat(read(order, order.text())).isNotNull();
        } else if (order.text().equals("tags.`x``y` desc")) {
            assertThat(read(order, order.text())).isEqualTo(Json.parse("[\"tag\", \"x``y\", false]"));
        } else if (order.text().equals("metrics.`it\"s` DESC")) {
            assertThat(read(order, order.text())).isEqualTo(Json.parse("[\"metric\", \"it\\\"s\", false]"));
        } else if (order.outcome().startsWith("refused") || REFUSED_HERE.contains(order.text())) {
            assertRefused(() -> read(order, order.text()));
        } else {
            assertThat(read(order, order.text())).isEqualTo(Json.parse(order.outcome()));
        }
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE));
    }

    private static List<Condition> read(Case filter) {
        return switch (filter.kind()) {
            case "runs" -> RunSearch.RULES.read(filter.text());
            case "experiments" -> ExperimentSearch.RULES.read(filter.text());
            case "registered-models" -> RegisteredModelSearch.RULES.read(filter.text());
            case "model-versions" -> ModelVersionSearch.RULES.read(filter.text());
            default -> LoggedModelFilter.read(filter.text());
        };
    }

    /** The whole search, for what is refused only there. */
    private static PageQuery search(Case filter) {
        return switch (filter.kind()) {
            case "runs" -> Searches.runs(filter.text());
            case "experiments" -> Searches.experiments(filter.text());
            case "registered-models" -> Searches.registeredModels(filter.text());
            case "model-versions" -> Searches.modelVersions(filter.text());
            default -> Searches.loggedModels(filter.text());
        };
    }

    private static JsonValue read(Case order, String text) {
        OrderKey key = OrderKey.parse(text);
        if (order.kind().equals("registered-models")) {
            Searches.registeredModels("", text);
            return array(new JsonValue.Text(key.key()), new JsonValue.Bool(key.ascending()));
        }
        Identifier identifier = switch (order.kind()) {
            case "runs" -> EntityNames.OF_RUNS.resolve(key.key(), RunSearch.ORDER_ATTRIBUTES);
            case "experiments" -> EntityNames.ATTRIBUTE_OR_TAG.resolve(key.key(), ExperimentSearch.RULES.attributes());
            default -> EntityNames.ATTRIBUTE_OR_TAG.resolve(key.key(), ModelVersionSearch.ORDER_ATTRIBUTES);
        };
        return array(
                new JsonValue.Text(identifier.entity().word()),
                new JsonValue.Text(identifier.key()),
                new JsonValue.Bool(key.ascending()));
    }

    private static JsonValue shown(List<Condition> conditions) {
        List<JsonValue> all = new ArrayList<>();
        for (Condition condition : conditions) {
            all.add(array(
                    new JsonValue.Text(condition.identifier().entity().word()),
                    new JsonValue.Text(condition.key()),
                    new JsonValue.Text(condition.operator().text()),
                    shown(condition.operand())));
        }
        return new JsonValue.Arr(all);
    }

    private static JsonValue shown(Operand operand) {
        return switch (operand) {
            case Operand.Text(String text) -> new JsonValue.Text(text);
            case Operand.Number number -> new JsonValue.Text(Double.toString(number.toDouble()));
            case Operand.Texts(List<String> texts) ->
                new JsonValue.Arr(
                        texts.stream().<JsonValue>map(JsonValue.Text::new).toList());
            case Operand.Numbers(List<Long> numbers) ->
                new JsonValue.Arr(numbers.stream()
                        .<JsonValue>map(number -> new JsonValue.Num(number.toString()))
                        .toList());
            case Operand.Bare(String text) -> new JsonValue.Text(text);
            case Operand.None() -> new JsonValue.Null();
        };
    }

    private static JsonValue array(JsonValue... items) {
        return new JsonValue.Arr(List.of(items));
    }

    static Stream<Case> filters() throws IOException {
        return cases("recorded-filters.tsv");
    }

    static Stream<Case> orders() throws IOException {
        return cases("recorded-orders.tsv");
    }

    private static Stream<Case> cases(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordedFiltersTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> {
                String[] parts = line.split("\t", -1);
                return new Case(parts[0], ((JsonValue.Text) Json.parse(parts[1])).value(), parts[2]);
            });
        }
    }
}
