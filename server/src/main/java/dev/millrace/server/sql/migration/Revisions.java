package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.SchemaChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The two chains of MLflow's revisions from those of 2.22 on, the oldest first. */
final class Revisions {
    /** That of runs of MLflow 2.22, with which their chain begins. */
    static final String OLDEST = "0584bdc529eb";

    /** Every revision of runs after {@link #OLDEST}, in order. */
    static final List<Revision> TRACKING = List.of(
            tracking("400f98739977", "0584bdc529eb", "tables for logged models"),
            tracking("6953534de441", "400f98739977", "a step for inputs"),
            tracking("bda7b8c39065", "6953534de441", "tag values of model versions without a limit"),
            tracking("cbc13b556ace", "bda7b8c39065", "previews and the client's id on traces"),
            tracking("770bee3ae1dd", "cbc13b556ace", "assessments of traces"),
            tracking("a1b2c3d4e5f6", "770bee3ae1dd", "spans of traces"),
            tracking("de4033877273", "a1b2c3d4e5f6", "associations between entities"),
            tracking("1a0cddfcaa16", "de4033877273", "webhooks"),
            tracking("534353b11cbc", "1a0cddfcaa16", "scorers"),
            tracking("71994744cf8e", "534353b11cbc", "evaluation datasets"),
            tracking("3da73c924c2f", "71994744cf8e", "outputs in evaluation datasets"),
            tracking("bf29a5ff90ea", "3da73c924c2f", "jobs"),
            tracking("1bd49d398cd23", "bf29a5ff90ea", "secrets and endpoints of the gateway"),
            tracking("b7c8d9e0f1a2", "1bd49d398cd23", "metrics of traces"),
            tracking("5d2d30f0abce", "b7c8d9e0f1a2", "jobs by name"),
            tracking("c9d4e5f6a7b8", "5d2d30f0abce", "routing among the models of an endpoint"),
            tracking("2c33131f4dae", "c9d4e5f6a7b8", "online scoring"),
            tracking("d3e4f5a6b7c8", "2c33131f4dae", "names for bindings of endpoints"),
            tracking("d0e1f2a3b4c5", "d3e4f5a6b7c8", "experiments of endpoints"),
            tracking("c8d9e0f1a2b3", "d0e1f2a3b4c5", "metrics and dimensions of spans"),
            tracking("1b5f0d9ad7c1", "c8d9e0f1a2b3", "workspaces"),
            tracking("e1f2a3b4c5d6", "1b5f0d9ad7c1", "budgets"),
            tracking("76601a5f987d", "e1f2a3b4c5d6", "issues"),
            tracking("c3d6457b6d8a", "76601a5f987d", "details in the status of jobs"),
            tracking("a5b4c3d2e1f0", "c3d6457b6d8a", "an index for metric histories"),
            tracking("ae8bbe7743c9", "a5b4c3d2e1f0", "guardrails"),
            tracking("7d34483879f0", "ae8bbe7743c9", "indexes for tags of the registry"),
            tracking("da6fb0208061", "7d34483879f0", "archives of traces"),
            tracking("89d3d66ed43f", "da6fb0208061", "label schemas"),
            tracking("b7e4c1a90f23", "89d3d66ed43f", "review queues"),
            tracking("a8b9c0d1e2f3", "b7e4c1a90f23", "a registry of MCP servers"),
            tracking("c1d2e3f4a5b6", "a8b9c0d1e2f3", "an index on the start of spans"),
            tracking("c3d9e7f1a2b4", "c1d2e3f4a5b6", "targets of budgets"),
            tracking("6f8d9c3b2a1e", "c3d9e7f1a2b4", "traces that go with their experiment"),
            tracking("1971f2d9a75b", "6f8d9c3b2a1e", "an index on the time of traces"),
            tracking("17e22815139b", "1971f2d9a75b", "tag values of experiments without a limit"),
            tracking("b7e2c1a4d9f3", "17e22815139b", "creators of jobs"),
            new Revision(
                    SchemaChain.TRACKING,
                    "75868b020152",
                    "b7e2c1a4d9f3",
                    "figures of traces in columns",
                    new TraceAnalytics()),
            tracking("dc11669786a5", "75868b020152", "jobs that outlive their server"));

    /** Every revision of users and permissions, in order; the first only stamps what MLflow before 3.6 made. */
    static final List<Revision> AUTH = List.of(
            auth(SchemaChain.FIRST_OF_AUTH, Stamp.UNSTAMPED, "a stamp for users and permissions"),
            auth("0965eb92f5f0", "8606fa83a998", "permissions on scorers"),
            auth("a1b2c3d4e5f6", "0965eb92f5f0", "permissions on the gateway"),
            auth("2ed73881770d", "a1b2c3d4e5f6", "permissions in workspaces"),
            auth("c3d4e5f6a7b8", "2ed73881770d", "roles"),
            new Revision(
                    SchemaChain.AUTH,
                    "e5f6a7b8c9d0",
                    "c3d4e5f6a7b8",
                    "a role for each user's permissions",
                    new PermissionsToRoles()),
            new Revision(
                    SchemaChain.AUTH,
                    "f1a2b3c4d5e6",
                    "e5f6a7b8c9d0",
                    "prompts apart from models",
                    new PromptPermissions()));

    private Revisions() {}

    private static Revision tracking(String id, String previous, String title) {
        return new Revision(SchemaChain.TRACKING, id, previous, title, null);
    }

    private static Revision auth(String id, String previous, String title) {
        return new Revision(SchemaChain.AUTH, id, previous, title, null);
    }

    static List<Revision> of(SchemaChain chain) {
        return switch (chain) {
            case TRACKING -> TRACKING;
            case AUTH -> AUTH;
        };
    }

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
