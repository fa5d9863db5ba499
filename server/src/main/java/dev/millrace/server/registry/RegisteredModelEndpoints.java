package dev.millrace.server.registry;

import static dev.millrace.server.tracking.Texts.orEmpty;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreateRegisteredModel;
import dev.millrace.api.model.CreateRegisteredModelResponse;
import dev.millrace.api.model.DeleteRegisteredModel;
import dev.millrace.api.model.DeleteRegisteredModelAlias;
import dev.millrace.api.model.DeleteRegisteredModelAliasResponse;
import dev.millrace.api.model.DeleteRegisteredModelResponse;
import dev.millrace.api.model.DeleteRegisteredModelTag;
import dev.millrace.api.model.DeleteRegisteredModelTagResponse;
import dev.millrace.api.model.GetLatestVersions;
import dev.millrace.api.model.GetLatestVersionsResponse;
import dev.millrace.api.model.GetModelVersionByAlias;
import dev.millrace.api.model.GetModelVersionByAliasResponse;
import dev.millrace.api.model.GetRegisteredModel;
import dev.millrace.api.model.GetRegisteredModelResponse;
import dev.millrace.api.model.RegisteredModel;
import dev.millrace.api.model.RenameRegisteredModel;
import dev.millrace.api.model.RenameRegisteredModelResponse;
import dev.millrace.api.model.SearchRegisteredModels;
import dev.millrace.api.model.SearchRegisteredModelsResponse;
import dev.millrace.api.model.SetRegisteredModelAlias;
import dev.millrace.api.model.SetRegisteredModelAliasResponse;
import dev.millrace.api.model.SetRegisteredModelTag;
import dev.millrace.api.model.SetRegisteredModelTagResponse;
import dev.millrace.api.model.UpdateRegisteredModel;
import dev.millrace.api.model.UpdateRegisteredModelResponse;
import dev.millrace.server.Routes;
import dev.millrace.server.search.Page;
import dev.millrace.server.tracking.Limits;

/** The operations of {@code mlflow/registered-models}. */
public final class RegisteredModelEndpoints {
    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final RegisteredModelStore models;
    private final RegistryEvents events;

    public RegisteredModelEndpoints(RegisteredModelStore models, RegistryEvents events) {
        this.models = models;
        this.events = events;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.CREATE_REGISTERED_MODEL, this::create)
                .bind(Endpoints.GET_REGISTERED_MODEL, this::get)
                .bind(Endpoints.UPDATE_REGISTERED_MODEL, this::update)
                .bind(Endpoints.RENAME_REGISTERED_MODEL, this::rename)
                .bind(Endpoints.DELETE_REGISTERED_MODEL, this::delete)
                .bind(Endpoints.SEARCH_REGISTERED_MODELS, this::search)
                .bind(Endpoints.GET_LATEST_VERSIONS, this::latestVersions)
                .bind(Endpoints.SET_REGISTERED_MODEL_TAG, this::setTag)
                .bind(Endpoints.DELETE_REGISTERED_MODEL_TAG, this::deleteTag)
                .bind(Endpoints.SET_REGISTERED_MODEL_ALIAS, this::setAlias)
                .bind(Endpoints.DELETE_REGISTERED_MODEL_ALIAS, this::deleteAlias)
                .bind(Endpoints.GET_MODEL_VERSION_BY_ALIAS, this::byAlias);
    }

    private CreateRegisteredModelResponse create(CreateRegisteredModel request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        Limits.entries("tags", request.tags().size());
        request.tags().forEach(tag -> RegistryLimits.tag(tag.key(), tag.value()));
        RegisteredModel created = models.create(name, request.tags(), orEmpty(request.description()));
        events.modelCreated(name, request);
        return new CreateRegisteredModelResponse(created);
    }

    private GetRegisteredModelResponse get(GetRegisteredModel request) {
        return new GetRegisteredModelResponse(models.get(RegistryLimits.modelName(request.name(), "name")));
    }

    private UpdateRegisteredModelResponse update(UpdateRegisteredModel request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        return new UpdateRegisteredModelResponse(models.describe(name, orEmpty(request.description())));
    }

    private RenameRegisteredModelResponse rename(RenameRegisteredModel request) {
        String name = Limits.required(request.name(), "name");
        String newName = RegistryLimits.modelName(request.newName(), "new_name");
        return new RenameRegisteredModelResponse(models.rename(RegistryLimits.modelName(name, "name"), newName));
    }

    private DeleteRegisteredModelResponse delete(DeleteRegisteredModel request) {
        models.delete(RegistryLimits.modelName(request.name(), "name"));
        return new DeleteRegisteredModelResponse();
    }

    /** Zero and less give an empty page, as in the original. */
    private SearchRegisteredModelsResponse search(SearchRegisteredModels request) {
        long limit = request.maxResults() == null ? DEFAULT_PAGE : request.maxResults();
        RegistryLimits.pageSize(limit, LARGEST_PAGE);
        Page<RegisteredModel> page = models.search(
                request.filter(), request.orderBy(), (int) Math.max(limit, Integer.MIN_VALUE), request.pageToken());
        return new SearchRegisteredModelsResponse(page.items(), page.nextToken());
    }

    private GetLatestVersionsResponse latestVersions(GetLatestVersions request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        return new GetLatestVersionsResponse(models.latestVersions(name, request.stages()));
    }

    private SetRegisteredModelTagResponse setTag(SetRegisteredModelTag request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        RegistryLimits.tag(Limits.required(request.key(), "key"), request.value());
        models.setTag(name, orEmpty(request.key()), orEmpty(request.value()));
        events.modelTagSet(name, orEmpty(request.key()), orEmpty(request.value()));
        return new SetRegisteredModelTagResponse();
    }

    private DeleteRegisteredModelTagResponse deleteTag(DeleteRegisteredModelTag request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        String key = RegistryLimits.tagKey(request.key());
        models.deleteTag(name, key);
        events.modelTagDeleted(name, key);
        return new DeleteRegisteredModelTagResponse();
    }

    private SetRegisteredModelAliasResponse setAlias(SetRegisteredModelAlias request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        String alias = RegistryLimits.newAlias(request.alias());
        models.setAlias(name, alias, RegistryLimits.version(request.version()));
        events.aliasSet(name, alias, orEmpty(request.version()));
        return new SetRegisteredModelAliasResponse();
    }

    private DeleteRegisteredModelAliasResponse deleteAlias(DeleteRegisteredModelAlias request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        String alias = RegistryLimits.alias(request.alias());
        models.deleteAlias(name, alias);
        events.aliasDeleted(name, alias);
        return new DeleteRegisteredModelAliasResponse();
    }

    private GetModelVersionByAliasResponse byAlias(GetModelVersionByAlias request) {
        String name = RegistryLimits.modelName(request.name(), "name");
        return new GetModelVersionByAliasResponse(models.byAlias(name, RegistryLimits.alias(request.alias())));
    }
}
