package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreateLoggedModel;
import dev.millrace.api.model.CreateLoggedModelResponse;
import dev.millrace.api.model.DeleteLoggedModel;
import dev.millrace.api.model.DeleteLoggedModelResponse;
import dev.millrace.api.model.DeleteLoggedModelTag;
import dev.millrace.api.model.DeleteLoggedModelTagResponse;
import dev.millrace.api.model.FinalizeLoggedModel;
import dev.millrace.api.model.FinalizeLoggedModelResponse;
import dev.millrace.api.model.GetLoggedModel;
import dev.millrace.api.model.GetLoggedModelResponse;
import dev.millrace.api.model.LogLoggedModelParams;
import dev.millrace.api.model.LogLoggedModelParamsResponse;
import dev.millrace.api.model.LoggedModel;
import dev.millrace.api.model.SearchLoggedModels;
import dev.millrace.api.model.SearchLoggedModelsResponse;
import dev.millrace.api.model.SetLoggedModelTags;
import dev.millrace.api.model.SetLoggedModelTagsResponse;
import dev.millrace.server.Routes;
import dev.millrace.server.search.Page;
import java.util.concurrent.ThreadLocalRandom;

/** The operations of {@code mlflow/logged-models}, except those on artifacts. */
public final class LoggedModelEndpoints {
    private static final int DEFAULT_PAGE = 50;
    private static final String NOT_IN_NAMES = "/:.%\"'";

    private final LoggedModelStore models;

    public LoggedModelEndpoints(LoggedModelStore models) {
        this.models = models;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.CREATE_LOGGED_MODEL, this::create)
                .bind(Endpoints.GET_LOGGED_MODEL, this::get)
                .bind(Endpoints.FINALIZE_LOGGED_MODEL, this::finish)
                .bind(Endpoints.DELETE_LOGGED_MODEL, this::delete)
                .bind(Endpoints.SEARCH_LOGGED_MODELS, this::search)
                .bind(Endpoints.LOG_LOGGED_MODEL_PARAMS, this::logParams)
                .bind(Endpoints.SET_LOGGED_MODEL_TAGS, this::setTags)
                .bind(Endpoints.DELETE_LOGGED_MODEL_TAG, this::deleteTag);
    }

    private CreateLoggedModelResponse create(CreateLoggedModel request) {
        Limits.required(request.experimentId(), "experiment_id");
        String name = request.name();
        if (name == null || name.isEmpty()) {
            name = RunNames.random(ThreadLocalRandom.current());
        } else if (name.chars().anyMatch(c -> NOT_IN_NAMES.indexOf(c) >= 0)) {
            throw ApiException.invalid(
                    "Invalid model name ('%s') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%%', '\"', \"'\")"
                            .formatted(name));
        }
        return new CreateLoggedModelResponse(models.create(request, name));
    }

    private GetLoggedModelResponse get(GetLoggedModel request) {
        return new GetLoggedModelResponse(models.get(Limits.required(request.modelId(), "model_id")));
    }

    private FinalizeLoggedModelResponse finish(FinalizeLoggedModel request) {
        String id = Limits.required(request.modelId(), "model_id");
        return new FinalizeLoggedModelResponse(models.finish(id, request.status()));
    }

    private DeleteLoggedModelResponse delete(DeleteLoggedModel request) {
        models.delete(Limits.required(request.modelId(), "model_id"));
        return new DeleteLoggedModelResponse();
    }

    private SearchLoggedModelsResponse search(SearchLoggedModels request) {
        int limit = request.maxResults() == null || request.maxResults() == 0 ? DEFAULT_PAGE : request.maxResults();
        if (limit < 0) {
            throw ApiException.invalid(
                    "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer"
                            .formatted(limit));
        }
        Page<LoggedModel> page = models.search(request, limit);
        return new SearchLoggedModelsResponse(page.items(), page.nextToken());
    }

    private LogLoggedModelParamsResponse logParams(LogLoggedModelParams request) {
        models.logParams(Limits.required(request.modelId(), "model_id"), request.params());
        return new LogLoggedModelParamsResponse();
    }

    private SetLoggedModelTagsResponse setTags(SetLoggedModelTags request) {
        models.setTags(Limits.required(request.modelId(), "model_id"), request.tags());
        return SetLoggedModelTagsResponse.builder().build();
    }

    private DeleteLoggedModelTagResponse deleteTag(DeleteLoggedModelTag request) {
        models.deleteTag(Limits.required(request.modelId(), "model_id"), Limits.required(request.tagKey(), "tag_key"));
        return new DeleteLoggedModelTagResponse();
    }
}
