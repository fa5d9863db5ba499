package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreateExperiment;
import dev.millrace.api.model.CreateExperimentResponse;
import dev.millrace.api.model.DeleteExperiment;
import dev.millrace.api.model.DeleteExperimentResponse;
import dev.millrace.api.model.DeleteExperimentTag;
import dev.millrace.api.model.DeleteExperimentTagResponse;
import dev.millrace.api.model.ExperimentTag;
import dev.millrace.api.model.GetExperiment;
import dev.millrace.api.model.GetExperimentByName;
import dev.millrace.api.model.GetExperimentByNameResponse;
import dev.millrace.api.model.GetExperimentResponse;
import dev.millrace.api.model.RestoreExperiment;
import dev.millrace.api.model.RestoreExperimentResponse;
import dev.millrace.api.model.SearchExperiments;
import dev.millrace.api.model.SearchExperimentsResponse;
import dev.millrace.api.model.SetExperimentTag;
import dev.millrace.api.model.SetExperimentTagResponse;
import dev.millrace.api.model.UpdateExperiment;
import dev.millrace.api.model.UpdateExperimentResponse;
import dev.millrace.server.Routes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations of {@code mlflow/experiments}, with their search. */
public final class ExperimentEndpoints {
    private static final int NAME = 500;
    private static final int MOST_RESULTS = 50_000;
    private static final int TAG_VALUE = 20_000;

    private final ExperimentStore experiments;

    public ExperimentEndpoints(ExperimentStore experiments) {
        this.experiments = experiments;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.CREATE_EXPERIMENT, this::create)
                .bind(Endpoints.GET_EXPERIMENT, this::get)
                .bind(Endpoints.GET_EXPERIMENT_BY_NAME, this::getByName)
                .bind(Endpoints.SEARCH_EXPERIMENTS, this::search)
                .bind(Endpoints.DELETE_EXPERIMENT, this::delete)
                .bind(Endpoints.RESTORE_EXPERIMENT, this::restore)
                .bind(Endpoints.UPDATE_EXPERIMENT, this::update)
                .bind(Endpoints.SET_EXPERIMENT_TAG, this::setTag)
                .bind(Endpoints.DELETE_EXPERIMENT_TAG, this::deleteTag);
    }

    private CreateExperimentResponse create(CreateExperiment request) {
        String name = Limits.required(request.name(), "name");
        Limits.entries("tags", request.tags().size());
        ExperimentTags.checkCustomViews(request.tags());
        String location = request.artifactLocation();
        if (location != null && !location.isEmpty()) {
            location = ArtifactLocation.checked(location);
        }
        Limits.length("name", NAME, name);
        Set<String> keys = new HashSet<>();
        for (ExperimentTag tag : request.tags()) {
            String key = checkTag(tag.key(), tag.value());
            if (!keys.add(key)) {
                throw ApiException.invalid("The tag '%s' is given twice.".formatted(key));
            }
        }
        long id = experiments.create(name, location, request.tags());
        return new CreateExperimentResponse(Long.toString(id));
    }

    private GetExperimentResponse get(GetExperiment request) {
        return new GetExperimentResponse(experiments.get(Limits.required(request.experimentId(), "experiment_id")));
    }

    private GetExperimentByNameResponse getByName(GetExperimentByName request) {
        return new GetExperimentByNameResponse(
                experiments.getByName(Limits.required(request.experimentName(), "experiment_name")));
    }

    private SearchExperimentsResponse search(SearchExperiments request) {
        long limit = request.maxResults() == null ? 0 : request.maxResults();
        if (limit < 1 || limit > MOST_RESULTS) {
            throw ApiException.invalid("Invalid value %d for parameter 'max_results' supplied. It must be %s"
                    .formatted(limit, limit < 1 ? "a positive integer" : "at most " + MOST_RESULTS));
        }
        return experiments.search(request, (int) limit);
    }

    private DeleteExperimentResponse delete(DeleteExperiment request) {
        experiments.delete(Limits.required(request.experimentId(), "experiment_id"));
        return new DeleteExperimentResponse();
    }

    private RestoreExperimentResponse restore(RestoreExperiment request) {
        experiments.restore(Limits.required(request.experimentId(), "experiment_id"));
        return new RestoreExperimentResponse();
    }

    private UpdateExperimentResponse update(UpdateExperiment request) {
        String id = Limits.required(request.experimentId(), "experiment_id");
        String name = Limits.required(request.newName(), "new_name");
        Limits.length("name", NAME, name);
        experiments.rename(id, name);
        return new UpdateExperimentResponse();
    }

    private SetExperimentTagResponse setTag(SetExperimentTag request) {
        String id = Limits.required(request.experimentId(), "experiment_id");
        String key = checkTag(request.key(), request.value());
        experiments.setTag(id, key, request.value());
        return new SetExperimentTagResponse();
    }

    private DeleteExperimentTagResponse deleteTag(DeleteExperimentTag request) {
        experiments.deleteTag(
                Limits.required(request.experimentId(), "experiment_id"), Limits.required(request.key(), "key"));
        return new DeleteExperimentTagResponse();
    }

    private static String checkTag(@Nullable String key, @Nullable String value) {
        String present = Limits.required(key, "key");
        Limits.name(present, "key");
        Limits.length("key", Limits.KEY, present);
        Limits.length("value", TAG_VALUE, value);
        return present;
    }
}
