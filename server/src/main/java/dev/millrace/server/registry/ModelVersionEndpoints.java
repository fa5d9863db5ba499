package dev.millrace.server.registry;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreateModelVersion;
import dev.millrace.api.model.CreateModelVersionResponse;
import dev.millrace.api.model.DeleteModelVersion;
import dev.millrace.api.model.DeleteModelVersionResponse;
import dev.millrace.api.model.DeleteModelVersionTag;
import dev.millrace.api.model.DeleteModelVersionTagResponse;
import dev.millrace.api.model.GetModelVersion;
import dev.millrace.api.model.GetModelVersionDownloadUri;
import dev.millrace.api.model.GetModelVersionDownloadUriResponse;
import dev.millrace.api.model.GetModelVersionResponse;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.ModelVersionTag;
import dev.millrace.api.model.SearchModelVersions;
import dev.millrace.api.model.SearchModelVersionsResponse;
import dev.millrace.api.model.SetModelVersionTag;
import dev.millrace.api.model.SetModelVersionTagResponse;
import dev.millrace.api.model.TransitionModelVersionStage;
import dev.millrace.api.model.TransitionModelVersionStageResponse;
import dev.millrace.api.model.UpdateModelVersion;
import dev.millrace.api.model.UpdateModelVersionResponse;
import dev.millrace.server.Routes;
import dev.millrace.server.search.Page;
import dev.millrace.server.tracking.Limits;
import dev.millrace.server.tracking.Texts;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The operations of {@code mlflow/model-versions}. */
public final class ModelVersionEndpoints {
    private static final int LARGEST_PAGE = 200_000;

    private final ModelVersionStore versions;
    private final @Nullable Pattern allowedSources;
    private final RegistryEvents events;

    /** @param allowedSources what the operator wants to find in every source of a new version; null for no such rule */
    public ModelVersionEndpoints(ModelVersionStore versions, @Nullable Pattern allowedSources, RegistryEvents events) {
        this.versions = versions;
        this.allowedSources = allowedSources;
        this.events = events;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.CREATE_MODEL_VERSION, this::create)
                .bind(Endpoints.GET_MODEL_VERSION, this::get)
                .bind(Endpoints.UPDATE_MODEL_VERSION, this::update)
                .bind(Endpoints.TRANSITION_MODEL_VERSION_STAGE, this::transition)
                .bind(Endpoints.DELETE_MODEL_VERSION, this::delete)
                .bind(Endpoints.GET_MODEL_VERSION_DOWNLOAD_URI, this::downloadUri)
                .bind(Endpoints.SEARCH_MODEL_VERSIONS, this::search)
                .bind(Endpoints.SET_MODEL_VERSION_TAG, this::setTag)
                .bind(Endpoints.DELETE_MODEL_VERSION_TAG, this::deleteTag);
    }

    private CreateModelVersionResponse create(CreateModelVersion request) {
        Limits.required(request.name(), "name");
        String source = RegistryLimits.source(request.source());
        if (allowedSources != null && !allowedSources.matcher(source).find()) {
            throw ApiException.invalid("Invalid model version source: '%s'.".formatted(source));
        }
        String name = RegistryLimits.modelName(request.name(), "name");
        Limits.entries("tags", request.tags().size());
        request.tags().forEach(tag -> RegistryLimits.tag(tag.key(), tag.value()));
        ModelVersion created = versions.create(name, request);
        events.versionCreated(name, request, created);
        return new CreateModelVersionResponse(created);
    }

    private GetModelVersionResponse get(GetModelVersion request) {
        return new GetModelVersionResponse(versions.get(
                RegistryLimits.modelName(request.name(), "name"), RegistryLimits.version(request.version())));
    }

    private UpdateModelVersionResponse update(UpdateModelVersion request) {
        return new UpdateModelVersionResponse(versions.describe(
                RegistryLimits.modelName(request.name(), "name"),
                RegistryLimits.version(request.version()),
                request.description()));
    }

    private TransitionModelVersionStageResponse transition(TransitionModelVersionStage request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        String version = Limits.required(request.version(), "version");
        Stage stage = Stage.of(Limits.required(request.stage(), "stage"));
        boolean archive = Boolean.TRUE.equals(request.archiveExistingVersions());
        if (archive && !stage.isActive()) {
            throw ApiException.invalid(
                    "Model version transition cannot archive existing model versions because '%s' is not an Active stage. Valid stages are ['Staging', 'Production']"
                            .formatted(request.stage()));
        }
        return new TransitionModelVersionStageResponse(
                versions.transition(name, RegistryLimits.version(version), stage, archive));
    }

    private DeleteModelVersionResponse delete(DeleteModelVersion request) {
        versions.delete(RegistryLimits.modelName(request.name(), "name"), RegistryLimits.version(request.version()));
        return new DeleteModelVersionResponse();
    }

    private GetModelVersionDownloadUriResponse downloadUri(GetModelVersionDownloadUri request) {
        return new GetModelVersionDownloadUriResponse(versions.downloadUri(
                RegistryLimits.modelName(request.name(), "name"), RegistryLimits.version(request.version())));
    }

    private SearchModelVersionsResponse search(SearchModelVersions request) {
        long limit = request.maxResults() == null ? LARGEST_PAGE : request.maxResults();
        if (limit < 1) {
            throw ApiException.invalid(
                    "Invalid value for max_results. It must be a positive integer, but got %d".formatted(limit));
        }
        RegistryLimits.pageSize(limit, LARGEST_PAGE);
        Page<ModelVersion> page =
                versions.search(request.filter(), request.orderBy(), (int) limit, request.pageToken());
        return new SearchModelVersionsResponse(page.items(), page.nextToken());
    }

    private SetModelVersionTagResponse setTag(SetModelVersionTag request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        long version = RegistryLimits.version(request.version());
        RegistryLimits.tag(Limits.required(request.key(), "key"), request.value());
        versions.setTag(name, version, new ModelVersionTag(request.key(), request.value()));
        events.versionTagSet(
                name, Texts.orEmpty(request.version()), Texts.orEmpty(request.key()), Texts.orEmpty(request.value()));
        return new SetModelVersionTagResponse();
    }

    private DeleteModelVersionTagResponse deleteTag(DeleteModelVersionTag request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        long version = RegistryLimits.version(request.version());
        String key = RegistryLimits.tagKey(request.key());
        versions.deleteTag(name, version, key);
        events.versionTagDeleted(name, Texts.orEmpty(request.version()), key);
        return new DeleteModelVersionTagResponse();
    }
}
