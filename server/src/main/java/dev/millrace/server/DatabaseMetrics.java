package dev.millrace.server;

import dev.millrace.http.Metrics;
import dev.millrace.server.sql.CommitFigures;
import dev.millrace.server.sql.Database;

/** The figures of the database on the metrics page. */
final class DatabaseMetrics {
    private DatabaseMetrics() {}

    static void register(Database database, Metrics metrics) {
        CommitFigures figures = database.commitFigures();
        metrics.gauge("millrace_commits_total", "Transactions committed", () -> (double) figures.commits());
        metrics.gauge(
                "millrace_commit_members_total",
                "Writes that took part in a commit group; divided by the commits this is the mean group size",
                () -> (double) figures.members());
        metrics.gauge(
                "millrace_commit_repeats_total", "Commit groups run again because a member had to be undone", () ->
                        (double) figures.repeats());
        metrics.gauge("millrace_commit_failures_total", "Commit groups that failed as a whole", () ->
                (double) figures.failures());
        metrics.gauge(
                "millrace_commit_wait_seconds_total",
                "Time that writes waited for their commit group to begin",
                figures::waitSeconds);
        metrics.gauge(
                "millrace_commit_write_seconds_total",
                "Time that commit groups took from begin to durable commit",
                figures::writeSeconds);
        metrics.gauge(
                "millrace_commit_waiting", "Writes that wait for a commit group now", () -> database.waitingWrites());
        int[] limits = CommitFigures.sizeLimits();
        for (int i = 0; i <= limits.length; i++) {
            int bucket = i;
            metrics.gauge(
                    "millrace_commit_groups",
                    "Commit groups by size, up to the given number of members",
                    () -> (double) figures.sizes()[bucket],
                    "up_to",
                    i < limits.length ? Integer.toString(limits[i]) : "+Inf");
        }
        metrics.gauge("millrace_database_readers", "Reading connections that are open", () -> database.openReaders());
    }
}
