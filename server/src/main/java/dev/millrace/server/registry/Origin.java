package dev.millrace.server.registry;

import static dev.millrace.server.tracking.Texts.orEmpty;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.CreateModelVersion;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import dev.millrace.server.tracking.ArtifactLocation;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a model version is made from.
 *
 * @param source the address to store; a {@code models:/} address by alias or stage is pinned to its version
 * @param storageLocation where the artifacts really lie
 * @param runId the run that made them; empty when none is known
 * @param modelId the logged model that they are; null when none is known
 */
record Origin(
        String source,
        String storageLocation,
        String runId,
        @Nullable String modelId) {
    private record LoggedModel(String location, @Nullable String runId) {}

    /** A prompt has nothing behind it. */
    static Origin ofPrompt(CreateModelVersion request) {
        String source = orEmpty(request.source());
        Prompts.checkSource(source);
        return new Origin(source, source, orEmpty(request.runId()), null);
    }

    /**
     * Finds out what a request means, and checks that it may.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE when the source is not the client's to register,
     *     RESOURCE_DOES_NOT_EXIST when it names a model that is not there
     */
    static Origin of(Session session, CreateModelVersion request) throws SQLException {
        String text = orEmpty(request.source());
        ArtifactLocation.refuseOtherHosts(text, "source");
        var source = new ModelSource(text);
        String runId = orEmpty(request.runId());
        String modelId = orEmpty(request.modelId());
        String storage = null;
        if (source.isModelsUri()) {
            if (!source.uri().authority().isEmpty()) {
                throw ApiException.invalid(
                        "Invalid model version source: '%s'. Registered model sources must use the active model registry."
                                .formatted(text));
            }
            ModelsUri models = source.models();
            if (!(models instanceof ModelsUri.LoggedModel)) {
                ModelVersion copied = copied(session, models, request);
                String name = orEmpty(copied.name());
                runId = request.runId() == null ? orEmpty(copied.runId()) : runId;
                storage = ModelVersionStore.downloadUri(session, name, Long.parseLong(orEmpty(copied.version())));
                source = new ModelSource("models:/" + name + "/" + copied.version());
                text = "models:/" + name + "/" + copied.version();
            }
        }
        if (modelId.isEmpty()) {
            source.checkBelongsToRun(runId, id -> runLocation(session, id));
            return new Origin(text, storage == null ? source.storageLocation() : storage, runId, null);
        }
        source.checkBelongsToModel(modelId, id -> {
            LoggedModel model = loggedModel(session, id);
            return model == null ? null : model.location();
        });
        LoggedModel model = loggedModel(session, modelId);
        if (model == null) {
            throw ApiException.notFound("Logged model with ID '%s' not found.".formatted(modelId));
        }
        if (source.isModelsUri() && source.models() instanceof ModelsUri.LoggedModel) {
            storage = model.location();
        }
        return new Origin(
                text,
                storage == null ? source.storageLocation() : storage,
                runId.isEmpty() ? orEmpty(model.runId()) : runId,
                modelId);
    }

    /** The version that a {@code models:/} source names; it must be what the request says of run and model. */
    private static ModelVersion copied(Session session, ModelsUri models, CreateModelVersion request)
            throws SQLException {
        String name = orEmpty(models.modelName());
        RegisteredModelRows.requireExists(session, name);
        if (Prompts.isPrompt(RegisteredModelRows.tag(session, name, Prompts.TAG))) {
            throw ApiException.invalid(
                    "Invalid model version source: '%s'. Prompt versions cannot be used as model version sources."
                            .formatted(request.source()));
        }
        ModelVersion version = switch (models) {
            case ModelsUri.Version(String model, String number) ->
                ModelVersionRows.find(session, model, RegistryLimits.version(number));
            case ModelsUri.InStage(String model, String stage) ->
                RegisteredModelStore.highest(session, model, Stage.of(stage));
            case ModelsUri.Latest(String model) -> RegisteredModelStore.highest(session, model, null);
            case ModelsUri.Alias(String model, String alias) -> RegisteredModelStore.byAlias(session, model, alias);
            case ModelsUri.LoggedModel logged -> throw new IllegalArgumentException(logged + " is no registered model");
        };
        boolean otherRun = request.runId() != null && !request.runId().equals(orEmpty(version.runId()));
        boolean otherModel = request.modelId() != null && !request.modelId().isEmpty();
        if (otherRun || otherModel) {
            throw ApiException.invalid(
                    "Invalid model version source: '%s'. The run_id and model_id request parameters must match the referenced model version."
                            .formatted(request.source()));
        }
        return version;
    }

    private static @Nullable String runLocation(Session session, String runId) throws SQLException {
        return session.queryOne(
                Sql.of("SELECT artifact_uri FROM runs WHERE ")
                        .plus(session.dialect().equal("run_uuid", runId)),
                row -> orEmpty(row.getString(1)));
    }

    private static @Nullable LoggedModel loggedModel(Session session, String modelId) throws SQLException {
        return session.queryOne(
                Sql.of(
                                "SELECT artifact_location, source_run_id FROM logged_models WHERE lifecycle_stage <> 'deleted' AND ")
                        .plus(session.dialect().equal("model_id", modelId)),
                row -> new LoggedModel(row.getString(1), row.getString(2)));
    }
}
