package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.Dataset;
import dev.millrace.api.model.DatasetInput;
import dev.millrace.api.model.InputTag;
import dev.millrace.api.model.LogInputs;
import dev.millrace.api.model.LogInputsResponse;
import dev.millrace.api.model.LogModel;
import dev.millrace.api.model.LogModelResponse;
import dev.millrace.api.model.LogOutputs;
import dev.millrace.api.model.LogOutputsResponse;
import dev.millrace.api.model.SearchDatasets;
import dev.millrace.api.model.SearchDatasetsResponse;
import dev.millrace.server.Routes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs used and made: data sets, models. */
public final class RunInputEndpoints {
    private static final int NAME = 500;
    private static final int DIGEST = 36;
    private static final int SOURCE = 65_535;
    private static final int SCHEMA = 1_048_575;
    private static final int PROFILE = 16_777_215;
    private static final int TAG_KEY = 255;
    private static final int TAG_VALUE = 500;
    private static final int EXPERIMENTS = 20;
    private static final List<String> MODEL_FIELDS = List.of("artifact_path", "flavors", "run_id", "utc_time_created");

    private final RunInputStore inputs;
    private final RunLogStore log;

    public RunInputEndpoints(RunInputStore inputs, RunLogStore log) {
        this.inputs = inputs;
        this.log = log;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.LOG_INPUTS, this::logInputs)
                .bind(Endpoints.LOG_OUTPUTS, this::logOutputs)
                .bind(Endpoints.LOG_MODEL, this::logModel)
                .bindAjax(Endpoints.SEARCH_DATASETS, this::searchDatasets);
    }

    private LogInputsResponse logInputs(LogInputs request) {
        String run = Limits.required(request.runId(), "run_id");
        Limits.runId(run);
        int tags = request.datasets().stream()
                .mapToInt(input -> input.tags().size())
                .sum();
        Limits.entries(
                "datasets, tags, and models",
                request.datasets().size() + tags + request.models().size());
        for (DatasetInput input : request.datasets()) {
            if (input.dataset() != null) {
                check(input.dataset());
            }
            for (InputTag tag : input.tags()) {
                Limits.length("key", TAG_KEY, tag.key());
                Limits.length("value", TAG_VALUE, tag.value());
            }
        }
        inputs.addInputs(run, request.datasets(), request.models());
        return new LogInputsResponse();
    }

    private static void check(Dataset dataset) {
        Limits.length("name", NAME, dataset.name());
        Limits.length("digest", DIGEST, dataset.digest());
        Limits.length("source", SOURCE, dataset.source());
        Limits.length("schema", SCHEMA, dataset.schema());
        Limits.length("profile", PROFILE, dataset.profile());
    }

    private LogOutputsResponse logOutputs(LogOutputs request) {
        String run = Limits.required(request.runId(), "run_id");
        Limits.entries("models", request.models().size());
        inputs.addOutputs(run, request.models());
        return new LogOutputsResponse();
    }

    private LogModelResponse logModel(LogModel request) {
        String run = Limits.required(request.runId(), "run_id");
        String text = Limits.required(request.modelJson(), "model_json");
        log.addModel(run, modelEntry(text));
        return new LogModelResponse();
    }

    /** What of a model's description is kept in the run's tag: where it is and what it can be loaded with. */
    private static JsonValue.Obj modelEntry(String text) {
        JsonValue parsed;
        try {
            parsed = Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (ApiException e) {
            throw ApiException.invalid("Malformed model info. \n %s \n is not a valid JSON.".formatted(text));
        }
        if (!(parsed instanceof JsonValue.Obj model)) {
            throw ApiException.invalid("Malformed model info: a JSON object is needed.");
        }
        List<String> missing = MODEL_FIELDS.stream()
                .filter(field -> model.get(field) == null)
                .map(field -> "'" + field + "'")
                .toList();
        if (!missing.isEmpty()) {
            throw ApiException.invalid(
                    "Model json is missing mandatory fields: {%s}".formatted(String.join(", ", missing)));
        }
        Map<String, JsonValue> entry = new LinkedHashMap<>();
        for (String field : List.of("run_id", "artifact_path", "utc_time_created", "model_uuid")) {
            JsonValue value = model.get(field);
            entry.put(field, value == null ? new JsonValue.Null() : value);
        }
        entry.put("flavors", withoutConfig(model.get("flavors")));
        return new JsonValue.Obj(entry);
    }

    private static JsonValue withoutConfig(@Nullable JsonValue flavors) {
        if (!(flavors instanceof JsonValue.Obj(Map<String, JsonValue> named))) {
            throw ApiException.invalid("Malformed model info: 'flavors' has to be a JSON object.");
        }
        Map<String, JsonValue> kept = new LinkedHashMap<>();
        named.forEach((name, flavor) -> {
            if (flavor instanceof JsonValue.Obj(Map<String, JsonValue> members)) {
                Map<String, JsonValue> rest = new LinkedHashMap<>(members);
                rest.remove("config");
                kept.put(name, new JsonValue.Obj(rest));
            } else {
                kept.put(name, flavor);
            }
        });
        return new JsonValue.Obj(kept);
    }

    private SearchDatasetsResponse searchDatasets(SearchDatasets request) {
        List<String> experiments = new ArrayList<>(request.experimentIds());
        if (experiments.isEmpty()) {
            throw ApiException.invalid("SearchDatasets request must specify at least one experiment_id.");
        }
        if (experiments.size() > EXPERIMENTS) {
            throw ApiException.invalid(
                    "SearchDatasets request cannot specify more than %d experiment_ids. Received %d experiment_ids."
                            .formatted(EXPERIMENTS, experiments.size()));
        }
        return new SearchDatasetsResponse(inputs.summaries(experiments));
    }
}
