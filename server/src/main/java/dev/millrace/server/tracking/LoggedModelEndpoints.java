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
import dev.millrace.http.Exchange;
import dev.millrace.server.Routes;
import dev.millrace.server.search.Page;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The operations of {@code mlflow/logged-models}, except those on artifacts. */
public final class LoggedModelEndpoints {
    private static final int DEFAULT_PAGE = 50;

    /** As many as of runs. The original has no bound; whoever asks for more is given a token for the rest. */
    private static final int LARGEST_PAGE = 50_000;

    private static final String NOT_IN_NAMES = "/:.%\"'";

    private final LoggedModelStore models;

    public LoggedModelEndpoints(LoggedModelStore models) {
        this.models = models;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.CREATE_LOGGED_MODEL, this::create)
                .bindExchange(Endpoints.GET_LOGGED_MODEL, this::get)
                .bind(Endpoints.FINALIZE_LOGGED_MODEL, this::finish)
                .bind(Endpoints.DELETE_LOGGED_MODEL, this::delete)
                .bind(Endpoints.SEARCH_LOGGED_MODELS, this::search)
                .bind(Endpoints.LOG_LOGGED_MODEL_PARAMS, this::logParams)
                .bind(Endpoints.SET_LOGGED_MODEL_TAGS, this::setTags)
                .bind(Endpoints.DELETE_LOGGED_MODEL_TAG, this::deleteTag);
    }

    private CreateLoggedModelResponse create(CreateLoggedModel request) {
        Limits.required(request.experimentId(), "experiment_id");
        Limits.entries("params", request.params().size());
        Limits.entries("tags", request.tags().size());
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

    /** The described request has no {@code allow_deleted}; it is a parameter of the URL only. */
    private GetLoggedModelResponse get(GetLoggedModel request, Exchange exchange) {
        boolean deletedToo = "true".equalsIgnoreCase(exchange.queryParameter("allow_deleted"));
        return new GetLoggedModelResponse(models.get(Limits.required(request.modelId(), "model_id"), deletedToo));
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
        Page<LoggedModel> page = models.search(request, pageSize(request.maxResults()));
        return new SearchLoggedModelsResponse(page.items(), page.nextToken());
    }

    static int pageSize(@Nullable Integer maxResults) {
        if (maxResults == null || maxResults == 0) {
            return DEFAULT_PAGE;
        }
        if (maxResults < 0) {
            throw ApiException.invalid(
                    "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer"
                            .formatted(maxResults));
        }
        return Math.min(maxResults, LARGEST_PAGE);
    }

    private LogLoggedModelParamsResponse logParams(LogLoggedModelParams request) {
        Limits.entries("params", request.params().size());
        models.logParams(Limits.required(request.modelId(), "model_id"), request.params());
        return new LogLoggedModelParamsResponse();
    }

    private SetLoggedModelTagsResponse setTags(SetLoggedModelTags request) {
        Limits.entries("tags", request.tags().size());
        models.setTags(Limits.required(request.modelId(), "model_id"), request.tags());
        return SetLoggedModelTagsResponse.builder().build();
    }

    private DeleteLoggedModelTagResponse deleteTag(DeleteLoggedModelTag request) {
        models.deleteTag(Limits.required(request.modelId(), "model_id"), Limits.required(request.tagKey(), "tag_key"));
        return new DeleteLoggedModelTagResponse();
    }
}
