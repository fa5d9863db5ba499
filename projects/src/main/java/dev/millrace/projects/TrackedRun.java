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

/** The run of a project on the server, from its creation to its end. */
final class TrackedRun {
    private static final Set<RunStatus> ENDED = Set.of(RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED);
    /** The server takes this many parameters at once. */
    private static final int BATCH = 100;

    private final TrackingClient client;
    private final String id;
    private final String experimentId;
    /** How it ended, as this process sees it. */
    private @Nullable RunStatus decided;

    /** How it ended, as the server knows it. */
    private volatile @Nullable RunStatus told;

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
            client.logBatch(LogBatch.builder().runId(run.id).tags(all).build());
            // Last: were it running before and the tags refused, nobody would end it.
            client.updateRun(run.id, RunStatus.RUNNING, null);
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
    RunStatus end(RunStatus otherwise) {
        return tell(client, decide(otherwise));
    }

    /**
     * The user ended it: that is what it says, unless its process had ended before.
     *
     * @param hasty a client that does not wait long for a server that is gone
     * @return how it ended
     */
    RunStatus kill(TrackingClient hasty) {
        return tell(hasty, decide(RunStatus.KILLED));
    }

    /** Something failed. If the process had ended by then, its end is told: the run is not what failed. */
    void fail() {
        tell(client, decide(RunStatus.FAILED));
    }

    /** The first to say how it ended is right. Nothing is asked here, so that nobody waits for a slow server's sake. */
    private synchronized RunStatus decide(RunStatus status) {
        if (decided == null) {
            decided = status;
        }
        return decided;
    }

    /** Two threads may do this at once, a patient and a hasty one: both say the same. */
    private RunStatus tell(TrackingClient by, RunStatus status) {
        RunStatus before = told;
        if (before != null) {
            return before;
        }
        RunStatus now = info(by.run(id)).status();
        boolean stays = status == RunStatus.KILLED ? now == RunStatus.FINISHED : now != null && ENDED.contains(now);
        if (!stays) {
            by.updateRun(id, status, System.currentTimeMillis());
        }
        RunStatus last = stays && now != null ? now : status;
        told = last;
        return last;
    }
}
