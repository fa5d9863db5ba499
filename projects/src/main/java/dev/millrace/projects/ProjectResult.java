package dev.millrace.projects;

import dev.millrace.api.model.RunStatus;

/**
 * How a run of a project ended.
 *
 * @param status as it stands on the server
 * @param exitCode of the project's process
 */
public record ProjectResult(String runId, String experimentId, RunStatus status, int exitCode) {
    /** Whether the process ended well and the run with it. */
    public boolean succeeded() {
        return exitCode == 0 && status == RunStatus.FINISHED;
    }
}
