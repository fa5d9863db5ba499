package dev.millrace.cli.quickstart;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.model.CreateModelVersion;
import dev.millrace.api.model.CreateRegisteredModel;
import dev.millrace.api.model.LoggedModelInfo;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.SetRegisteredModelAlias;
import dev.millrace.client.Models;
import dev.millrace.client.TrackingClient;

/** Makes a logged model a version of a registered one, as MLflow's own client does. */
final class Registry {
    private final TrackingClient client;

    Registry(TrackingClient client) {
        this.client = client;
    }

    /**
     * Registers a model of a run and gives it an alias.
     *
     * @param logged the name under which the run logged it
     * @return the number of the new version
     */
    String register(String runId, String logged, String name, String alias) {
        String modelId = new Models(client)
                .logged(client.run(runId), logged)
                .map(LoggedModelInfo::modelId)
                .orElseThrow(() -> new IllegalStateException("The run logged no model named '" + logged + "'"));
        createModel(name);
        ModelVersion version = client.call(
                        Endpoints.CREATE_MODEL_VERSION,
                        CreateModelVersion.builder()
                                .name(name)
                                .source("models:/" + modelId)
                                .runId(runId)
                                .modelId(modelId)
                                .build())
                .modelVersion();
        if (version == null || version.version() == null) {
            throw new IllegalStateException("The server made a version of " + name + " without a number");
        }
        client.call(
                Endpoints.SET_REGISTERED_MODEL_ALIAS,
                SetRegisteredModelAlias.builder()
                        .name(name)
                        .alias(alias)
                        .version(version.version())
                        .build());
        return version.version();
    }

    /** One that exists already, from an earlier quickstart, gets one version more. */
    private void createModel(String name) {
        try {
            client.call(
                    Endpoints.CREATE_REGISTERED_MODEL,
                    CreateRegisteredModel.builder().name(name).build());
        } catch (ApiException failed) {
            if (failed.code() != ErrorCode.RESOURCE_ALREADY_EXISTS) {
                throw failed;
            }
        }
    }
}
