package dev.millrace.server.graphql;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.http.Exchange;
import dev.millrace.server.Routes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where fields come from that are not simply members of the message at hand. */
final class Resolvers {
    private static final Map<String, Endpoint<?, ?>> OPERATIONS = Map.of(
            "mlflowGetExperiment", Endpoints.GET_EXPERIMENT,
            "mlflowGetMetricHistoryBulkInterval", Endpoints.GET_METRIC_HISTORY_BULK_INTERVAL,
            "mlflowGetRun", Endpoints.GET_RUN,
            "mlflowListArtifacts", Endpoints.LIST_ARTIFACTS,
            "mlflowSearchDatasets", Endpoints.SEARCH_DATASETS,
            "mlflowSearchModelVersions", Endpoints.SEARCH_MODEL_VERSIONS,
            "mlflowSearchRuns", Endpoints.SEARCH_RUNS);

    private static final String RUN = "MlflowRunExtension";

    /** More runs, each with its experiment and versions, would be too much for one request; the rest is on other pages. */
    private static final int MOST_RUNS = 1000;

    private final Routes routes;
    private final Exchange exchange;

    /** The experiments that were asked for, by id: of many runs they are nearly always the same. */
    private final Map<String, JsonValue.Obj> experiments = new HashMap<>();

    /** @param exchange on whose behalf the operations run */
    Resolvers(Routes routes, Exchange exchange) {
        this.routes = routes;
        this.exchange = exchange;
    }

    boolean has(String type, String field) {
        return switch (type) {
            case "Query", "Mutation" -> true;
            case RUN -> field.equals("experiment") || field.equals("modelVersions");
            default -> false;
        };
    }

    /**
     * The value of a field, as the JSON of a message or a part of it; null where it is not set.
     *
     * @throws ApiException where the operation refuses
     */
    @Nullable
    JsonValue resolve(String type, String field, JsonValue.Obj source, JsonValue.Obj arguments) {
        if (type.equals(RUN)) {
            return field.equals("experiment") ? experimentOf(source) : versionsOf(source);
        }
        Endpoint<?, ?> operation = OPERATIONS.get(field);
        if (operation != null) {
            JsonValue.Obj message = message(given(arguments, "input"));
            return call(operation, operation.equals(Endpoints.SEARCH_RUNS) ? bounded(message) : message);
        }
        // The two fields by which the original is tried out. The one of mutations answers nothing.
        return field.equals("test")
                ? new JsonValue.Obj(Map.of("output", given(arguments, "inputString")))
                : new JsonValue.Null();
    }

    private @Nullable JsonValue experimentOf(JsonValue.Obj run) {
        String id = infoOf(run, "experiment_id");
        JsonValue.Obj known = experiments.get(id);
        if (known == null) {
            known = call(Endpoints.GET_EXPERIMENT, new JsonValue.Obj(Map.of("experiment_id", new JsonValue.Text(id))));
            experiments.put(id, known);
        }
        return known.get("experiment");
    }

    private static JsonValue.Obj bounded(JsonValue.Obj search) {
        if (!(search.get("max_results") instanceof JsonValue.Num asked) || asked.toDouble() <= MOST_RUNS) {
            return search;
        }
        Map<String, JsonValue> members = new LinkedHashMap<>(search.members());
        members.put("max_results", new JsonValue.Num(String.valueOf(MOST_RUNS)));
        return new JsonValue.Obj(members);
    }

    private @Nullable JsonValue versionsOf(JsonValue.Obj run) {
        JsonValue filter = new JsonValue.Text("run_id='" + infoOf(run, "run_id") + "'");
        return call(Endpoints.SEARCH_MODEL_VERSIONS, new JsonValue.Obj(Map.of("filter", filter)))
                .get("model_versions");
    }

    private static String infoOf(JsonValue.Obj run, String name) {
        String text = run.get("info") instanceof JsonValue.Obj info ? info.text(name) : null;
        return text == null ? "" : text;
    }

    private static JsonValue given(JsonValue.Obj arguments, String name) {
        JsonValue value = arguments.get(name);
        if (value == null || value instanceof JsonValue.Null) {
            throw ApiException.missing(name);
        }
        return value;
    }

    /** An input as the message that it stands for. */
    private static JsonValue.Obj message(JsonValue input) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        if (input instanceof JsonValue.Obj object) {
            object.members().forEach((name, value) -> members.put(Execution.snakeCase(name), value));
        }
        return new JsonValue.Obj(members);
    }

    private JsonValue.Obj call(Endpoint<?, ?> operation, JsonValue request) {
        byte[] answer = Json.write(routes.call(operation, Json.print(request), exchange));
        return (JsonValue.Obj) Json.parseTrusted(answer);
    }
}
