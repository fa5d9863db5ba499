package dev.millrace.server.sql.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The chain of MLflow's revisions from that of 2.22 on, the oldest first. */
final class Revisions {
    /** That of MLflow 2.22, with which the chain begins. */
    static final String OLDEST = "0584bdc529eb";

    /** Every revision after {@link #OLDEST}, in order. */
    static final List<Revision> ALL = List.of(
            Revision.of("400f98739977", "0584bdc529eb", "tables for logged models"),
            Revision.of("6953534de441", "400f98739977", "a step for inputs"),
            Revision.of("bda7b8c39065", "6953534de441", "tag values of model versions without a limit"),
            Revision.of("cbc13b556ace", "bda7b8c39065", "previews and the client's id on traces"),
            Revision.of("770bee3ae1dd", "cbc13b556ace", "assessments of traces"),
            Revision.of("a1b2c3d4e5f6", "770bee3ae1dd", "spans of traces"),
            Revision.of("de4033877273", "a1b2c3d4e5f6", "associations between entities"),
            Revision.of("1a0cddfcaa16", "de4033877273", "webhooks"),
            Revision.of("534353b11cbc", "1a0cddfcaa16", "scorers"),
            Revision.of("71994744cf8e", "534353b11cbc", "evaluation datasets"),
            Revision.of("3da73c924c2f", "71994744cf8e", "outputs in evaluation datasets"),
            Revision.of("bf29a5ff90ea", "3da73c924c2f", "jobs"),
            Revision.of("1bd49d398cd23", "bf29a5ff90ea", "secrets and endpoints of the gateway"),
            Revision.of("b7c8d9e0f1a2", "1bd49d398cd23", "metrics of traces"),
            Revision.of("5d2d30f0abce", "b7c8d9e0f1a2", "jobs by name"),
            Revision.of("c9d4e5f6a7b8", "5d2d30f0abce", "routing among the models of an endpoint"),
            Revision.of("2c33131f4dae", "c9d4e5f6a7b8", "online scoring"),
            Revision.of("d3e4f5a6b7c8", "2c33131f4dae", "names for bindings of endpoints"),
            Revision.of("d0e1f2a3b4c5", "d3e4f5a6b7c8", "experiments of endpoints"),
            Revision.of("c8d9e0f1a2b3", "d0e1f2a3b4c5", "metrics and dimensions of spans"),
            Revision.of("1b5f0d9ad7c1", "c8d9e0f1a2b3", "workspaces"),
            Revision.of("e1f2a3b4c5d6", "1b5f0d9ad7c1", "budgets"),
            Revision.of("76601a5f987d", "e1f2a3b4c5d6", "issues"),
            Revision.of("c3d6457b6d8a", "76601a5f987d", "details in the status of jobs"),
            Revision.of("a5b4c3d2e1f0", "c3d6457b6d8a", "an index for metric histories"),
            Revision.of("ae8bbe7743c9", "a5b4c3d2e1f0", "guardrails"),
            Revision.of("7d34483879f0", "ae8bbe7743c9", "indexes for tags of the registry"),
            Revision.of("da6fb0208061", "7d34483879f0", "archives of traces"),
            Revision.of("89d3d66ed43f", "da6fb0208061", "label schemas"),
            Revision.of("b7e4c1a90f23", "89d3d66ed43f", "review queues"),
            Revision.of("a8b9c0d1e2f3", "b7e4c1a90f23", "a registry of MCP servers"),
            Revision.of("c1d2e3f4a5b6", "a8b9c0d1e2f3", "an index on the start of spans"),
            Revision.of("c3d9e7f1a2b4", "c1d2e3f4a5b6", "targets of budgets"),
            Revision.of("6f8d9c3b2a1e", "c3d9e7f1a2b4", "traces that go with their experiment"),
            Revision.of("1971f2d9a75b", "6f8d9c3b2a1e", "an index on the time of traces"),
            Revision.of("17e22815139b", "1971f2d9a75b", "tag values of experiments without a limit"),
            Revision.of("b7e2c1a4d9f3", "17e22815139b", "creators of jobs"),
            new Revision("75868b020152", "b7e2c1a4d9f3", "figures of traces in columns", new TraceAnalytics()),
            Revision.of("dc11669786a5", "75868b020152", "jobs that outlive their server"));

    private Revisions() {}

    /** The revisions of a chain that lead from one of them to its end, or nothing where the chain does not know it. */
    static Optional<List<Revision>> path(List<Revision> chain, String from) {
        List<Revision> path = new ArrayList<>();
        String reached = from;
        for (Revision revision : chain) {
            if (revision.previous().equals(reached)) {
                path.add(revision);
                reached = revision.id();
            }
        }
        return reached.equals(chain.getLast().id()) ? Optional.of(List.copyOf(path)) : Optional.empty();
    }
}
