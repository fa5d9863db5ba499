package dev.millrace.client;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.Message;
import dev.millrace.api.model.CreateExperiment;
import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.Experiment;
import dev.millrace.api.model.GetExperimentByName;
import dev.millrace.api.model.GetLoggedModel;
import dev.millrace.api.model.GetModelVersionByAlias;
import dev.millrace.api.model.GetRun;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.LoggedModel;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.SetTag;
import dev.millrace.api.model.UpdateRun;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client of a tracking server. {@link #call} reaches every operation; what is needed daily has a method of its own.
 * All of them throw {@link ApiException}: the server's own error, or TEMPORARILY_UNAVAILABLE where it cannot be reached.
 * Safe for use by many threads.
 */
public final class TrackingClient {
    private final Transport transport;

    public TrackingClient(ClientConfig config) {
        this(new HttpSender(config));
    }

    /** A client whose requests go another way than over HTTP. */
    public TrackingClient(Transport transport) {
        this.transport = transport;
    }

    Transport transport() {
        return transport;
    }

    /** Sends any request and reads its answer. */
    public <Q extends Message, R extends Message> R call(Endpoint<Q, R> endpoint, Q request) {
        byte[] body = Json.write(request);
        String method = endpoint.methods().getFirst();
        String path = endpoint.apiPath();
        Payload payload = null;
        if (path.contains("{") || method.equals("GET")) {
            Map<String, JsonValue> fields = PathAndQuery.fields(Json.parseTrusted(body));
            path = PathAndQuery.path(path, fields);
            path += method.equals("GET") ? PathAndQuery.query(fields) : "";
        }
        if (!method.equals("GET")) {
            // What stands in the path is sent in the body too: MLflow's server looks for it there.
            payload = new Payload.Json(body);
        }
        try (InputStream answer = transport.send(method, path, payload)) {
            return Json.readTrusted(answer.readAllBytes(), endpoint.response());
        } catch (IOException e) {
            throw new ApiException(
                    ErrorCode.TEMPORARILY_UNAVAILABLE, "The answer of the server was cut off: " + e.getMessage(), e);
        }
    }

    /** The experiment of that name, if there is one. */
    public Optional<Experiment> findExperiment(String name) {
        try {
            GetExperimentByName request =
                    GetExperimentByName.builder().experimentName(name).build();
            return Optional.ofNullable(
                    call(Endpoints.GET_EXPERIMENT_BY_NAME, request).experiment());
        } catch (ApiException e) {
            if (e.code() == ErrorCode.RESOURCE_DOES_NOT_EXIST) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The id of the experiment of that name, which is made if there is none; safe if another makes it meanwhile. */
    public String ensureExperiment(String name) {
        Optional<Experiment> found = findExperiment(name);
        if (found.isEmpty()) {
            try {
                CreateExperiment request = CreateExperiment.builder().name(name).build();
                return present(call(Endpoints.CREATE_EXPERIMENT, request).experimentId(), "experiment_id");
            } catch (ApiException e) {
                if (e.code() != ErrorCode.RESOURCE_ALREADY_EXISTS) {
                    throw e;
                }
                found = findExperiment(name);
            }
        }
        return present(found.map(Experiment::experimentId).orElse(null), "experiment_id");
    }

    /** Creates a run. */
    public Run createRun(CreateRun request) {
        return present(call(Endpoints.CREATE_RUN, request).run(), "run");
    }

    /** The run of that id with its latest metrics, parameters and tags. */
    public Run run(String id) {
        return present(
                call(Endpoints.GET_RUN, GetRun.builder().runId(id).build()).run(), "run");
    }

    /** Sets the status of a run, and with it the end time, in milliseconds since 1970, unless null. */
    public void updateRun(String id, RunStatus status, @Nullable Long endTime) {
        UpdateRun.Builder request = UpdateRun.builder().runUuid(id).runId(id).status(status);
        call(Endpoints.UPDATE_RUN, request.endTime(endTime).build());
    }

    /** Logs metrics, parameters and tags at once. */
    public void logBatch(LogBatch request) {
        call(Endpoints.LOG_BATCH, request);
    }

    /** Sets a tag of a run. */
    public void setTag(String runId, String key, String value) {
        SetTag.Builder request = SetTag.builder().runUuid(runId).runId(runId);
        call(Endpoints.SET_TAG, request.key(key).value(value).build());
    }

    /** The logged model of that id, {@code m-…}. */
    public LoggedModel loggedModel(String id) {
        GetLoggedModel request = GetLoggedModel.builder().modelId(id).build();
        return present(call(Endpoints.GET_LOGGED_MODEL, request).model(), "model");
    }

    /** The version of a registered model that bears an alias. */
    public ModelVersion modelVersionByAlias(String name, String alias) {
        GetModelVersionByAlias request =
                GetModelVersionByAlias.builder().name(name).alias(alias).build();
        return present(call(Endpoints.GET_MODEL_VERSION_BY_ALIAS, request).modelVersion(), "model_version");
    }

    static <T> T present(@Nullable T value, String field) {
        if (value == null) {
            throw new ApiException(ErrorCode.INTERNAL_ERROR, "The server's answer lacks '" + field + "'.");
        }
        return value;
    }
}
