package dev.millrace.projects;

import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunInfo;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.RunTag;
import dev.millrace.client.TrackingClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The run of a project on the server, from its creation to its end, which is told exactly once. */
final class TrackedRun {
    private static final Set<RunStatus> ENDED = Set.of(RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED);
    /** The server takes this many parameters at once. */
    private static final int BATCH = 100;

    private final TrackingClient client;
    private final String id;
    private final String experimentId;
    private boolean ended;

    private TrackedRun(TrackingClient client, RunInfo info) {
        this.client = client;
        this.id = present(info.runId());
        this.experimentId = present(info.experimentId());
    }

    /** Makes a run, or takes up the one that the request names, which is running again from now on. */
    static TrackedRun begin(TrackingClient client, ProjectRequest request, Map<String, String> tags) {
        List<RunTag> all = new ArrayList<>();
        tags.forEach((key, value) -> all.add(new RunTag(key, value)));
        if (request.runId() != null) {
            TrackedRun run = new TrackedRun(client, info(client.run(request.runId())));
            client.updateRun(run.id, RunStatus.RUNNING, null);
            client.logBatch(LogBatch.builder().runId(run.id).tags(all).build());
            return run;
        }
        Run run = client.createRun(CreateRun.builder()
                .experimentId(experiment(client, request))
                .userId(tags.get("mlflow.user"))
                .runName(request.runName())
                .startTime(System.currentTimeMillis())
                .tags(all)
                .build());
        return new TrackedRun(client, info(run));
    }

    private static String experiment(TrackingClient client, ProjectRequest request) {
        if (request.experimentId() != null) {
            return request.experimentId();
        }
        return request.experimentName() == null ? "0" : client.ensureExperiment(request.experimentName());
    }

    private static RunInfo info(Run run) {
        if (run.info() == null) {
            throw new ProjectException("The server's answer lacks the run.");
        }
        return run.info();
    }

    private static String present(@Nullable String value) {
        if (value == null) {
            throw new ProjectException("The server's answer lacks an id.");
        }
        return value;
    }

    String id() {
        return id;
    }

    String experimentId() {
        return experimentId;
    }

    void logParameters(Map<String, String> parameters) {
        List<Param> all = new ArrayList<>();
        parameters.forEach((name, value) -> all.add(new Param(name, value)));
        for (int start = 0; start < all.size(); start += BATCH) {
            List<Param> some = all.subList(start, Math.min(all.size(), start + BATCH));
            client.logBatch(LogBatch.builder().runId(id).params(some).build());
        }
    }

    /** The project's process ended by itself. A status that it set stays; without one, it is the given. */
    synchronized RunStatus end(RunStatus otherwise) {
        RunStatus now = info(client.run(id)).status();
        if (ended || (now != null && ENDED.contains(now))) {
            ended = true;
            return now == null ? otherwise : now;
        }
        ended = true;
        client.updateRun(id, otherwise, System.currentTimeMillis());
        return otherwise;
    }

    /**
     * The user ended it: that is what it says, unless it was finished before.
     *
     * @param hasty a client that does not wait long for a server that is gone
     */
    synchronized void kill(TrackingClient hasty) {
        if (ended) {
            return;
        }
        ended = true;
        if (info(hasty.run(id)).status() != RunStatus.FINISHED) {
            hasty.updateRun(id, RunStatus.KILLED, System.currentTimeMillis());
        }
    }

    /** Something failed before the process could say so itself. */
    synchronized void fail() {
        if (!ended) {
            ended = true;
            client.updateRun(id, RunStatus.FAILED, System.currentTimeMillis());
        }
    }
}
