package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.CreateRunResponse;
import dev.millrace.api.model.DeleteRun;
import dev.millrace.api.model.DeleteRunResponse;
import dev.millrace.api.model.DeleteTag;
import dev.millrace.api.model.DeleteTagResponse;
import dev.millrace.api.model.GetRun;
import dev.millrace.api.model.GetRunResponse;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.LogBatchResponse;
import dev.millrace.api.model.LogMetric;
import dev.millrace.api.model.LogMetricResponse;
import dev.millrace.api.model.LogParam;
import dev.millrace.api.model.LogParamResponse;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.RestoreRun;
import dev.millrace.api.model.RestoreRunResponse;
import dev.millrace.api.model.RunTag;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.api.model.SearchRunsResponse;
import dev.millrace.api.model.SetTag;
import dev.millrace.api.model.SetTagResponse;
import dev.millrace.api.model.UpdateRun;
import dev.millrace.api.model.UpdateRunResponse;
import dev.millrace.server.Routes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations of {@code mlflow/runs}: life cycle, logging and search. */
public final class RunEndpoints {
    private static final int MOST_RESULTS = 50_000;

    private final RunStore runs;
    private final RunLogStore log;
    private final RunReadStore reader;

    public RunEndpoints(RunStore runs, RunLogStore log, RunReadStore reader) {
        this.runs = runs;
        this.log = log;
        this.reader = reader;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.CREATE_RUN, this::create)
                .bind(Endpoints.UPDATE_RUN, this::update)
                .bind(Endpoints.DELETE_RUN, this::delete)
                .bind(Endpoints.RESTORE_RUN, this::restore)
                .bind(Endpoints.GET_RUN, this::get)
                .bind(Endpoints.SEARCH_RUNS, this::search)
                .bind(Endpoints.LOG_BATCH, this::logBatch)
                .bind(Endpoints.LOG_METRIC, this::logMetric)
                .bind(Endpoints.LOG_PARAM, this::logParam)
                .bind(Endpoints.SET_TAG, this::setTag)
                .bind(Endpoints.DELETE_TAG, this::deleteTag);
    }

    private CreateRunResponse create(CreateRun request) {
        Limits.entries("tags", request.tags().size());
        Set<String> keys = new HashSet<>();
        for (RunTag tag : request.tags()) {
            if (!keys.add(String.valueOf(tag.key()))) {
                throw ApiException.invalid("The tag '%s' is given twice.".formatted(tag.key()));
            }
        }
        return new CreateRunResponse(runs.create(
                Limits.required(request.experimentId(), "experiment_id"),
                request.userId() == null ? "" : request.userId(),
                request.runName(),
                request.startTime() == null ? 0 : request.startTime(),
                request.tags()));
    }

    private UpdateRunResponse update(UpdateRun request) {
        return new UpdateRunResponse(runs.update(
                runId(request.runId(), request.runUuid()), request.status(), request.endTime(), request.runName()));
    }

    private DeleteRunResponse delete(DeleteRun request) {
        runs.delete(Limits.required(request.runId(), "run_id"));
        return new DeleteRunResponse();
    }

    private RestoreRunResponse restore(RestoreRun request) {
        runs.restore(Limits.required(request.runId(), "run_id"));
        return new RestoreRunResponse();
    }

    private GetRunResponse get(GetRun request) {
        return new GetRunResponse(reader.get(runId(request.runId(), request.runUuid())));
    }

    private SearchRunsResponse search(SearchRuns request) {
        int limit = request.maxResults() == null ? 1000 : request.maxResults();
        if (limit < 1) {
            throw ApiException.invalid(
                    "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer"
                            .formatted(limit));
        }
        if (limit > MOST_RESULTS) {
            throw ApiException.invalid(
                    "Invalid value %d for parameter 'max_results' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters."
                            .formatted(limit));
        }
        return reader.search(request, limit);
    }

    private LogBatchResponse logBatch(LogBatch request) {
        log.logBatch(Limits.batch(request));
        return new LogBatchResponse();
    }

    private LogMetricResponse logMetric(LogMetric request) {
        String run = runId(request.runId(), request.runUuid());
        var metric = new Metric(
                request.key(),
                request.value(),
                request.timestamp(),
                request.step(),
                request.datasetName(),
                request.datasetDigest(),
                request.modelId(),
                null);
        Limits.metric(metric, "");
        log.logMetric(run, metric);
        return new LogMetricResponse();
    }

    private LogParamResponse logParam(LogParam request) {
        log.logParam(
                runId(request.runId(), request.runUuid()), Limits.param(new Param(request.key(), request.value()), ""));
        return new LogParamResponse();
    }

    private SetTagResponse setTag(SetTag request) {
        log.setTag(
                runId(request.runId(), request.runUuid()), Limits.tag(new RunTag(request.key(), request.value()), ""));
        return new SetTagResponse();
    }

    private DeleteTagResponse deleteTag(DeleteTag request) {
        log.deleteTag(Limits.required(request.runId(), "run_id"), Limits.required(request.key(), "key"));
        return new DeleteTagResponse();
    }

    /** Old clients say {@code run_uuid}. */
    static String runId(@Nullable String runId, @Nullable String runUuid) {
        return Limits.required(runId == null || runId.isEmpty() ? runUuid : runId, "run_id");
    }
}
