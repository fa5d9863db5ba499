package dev.millrace.projects;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.RunStatus;
import dev.millrace.client.Models;
import dev.millrace.client.Tracking;
import dev.millrace.client.TrackingClient;
import dev.millrace.environments.EnvironmentException;
import dev.millrace.environments.EnvironmentSpec;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.environments.EnvironmentsConfig;
import dev.millrace.environments.PythonEnvironments;
import dev.millrace.projects.Project.ProjectEnvironment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs projects on this machine. All that can be found wrong beforehand is, before there is a run; from then on the run
 * ends as FINISHED, FAILED or KILLED, whatever happens, short of this process being killed outright.
 */
public final class ProjectRunner {
    private final ProjectOutput output;
    private volatile boolean tracks;

    public ProjectRunner(ProjectOutput output) {
        this.output = output;
    }

    /**
     * Runs a project to its end.
     *
     * @throws ProjectException if it cannot be run; a run that was made by then is FAILED
     * @throws EnvironmentException the same for its Python environment
     * @throws ApiException the same for the server or database
     */
    public ProjectResult run(ProjectRequest request) {
        TrackingClient client = request.tracking().client();
        EnvironmentsConfig environments = EnvironmentsConfig.of(request.variables());
        Git git = new Git(environments.root().resolveSibling("projects"), request.variables());
        ProjectSource source = ProjectSource.parse(request.uri(), request.version());
        try (SourceTree tree = source.fetch(request.folder(), git);
                FetchedFiles files = new FetchedFiles(request.storageFolder(), new Models(client))) {
            Project project = Project.read(tree.folder());
            ParameterValues values = ParameterValues.of(project.entryPoint(request.entryPoint()), request.parameters());
            values.check(request.folder());
            EnvironmentTool tool = tool(request, project, environments);
            EnvironmentSpec spec = spec(project, tool);
            TrackedRun run = TrackedRun.begin(client, request, tags(request, tree, tool));
            Runnable cleanup = () -> {
                files.close();
                tree.close();
            };
            Interruption interruption =
                    new Interruption(run, request.tracking().hastyClient(), cleanup, output.messages());
            return new Launch(run, interruption).go(request, files, project, values, environments, spec, tool);
        }
    }

    /** Whether there is a run by now, so that an interruption is told with what became of it. */
    public boolean tracksRun() {
        return tracks;
    }

    /** A project that asks for nothing is run with what the caller has. */
    private static EnvironmentTool tool(ProjectRequest request, Project project, EnvironmentsConfig environments) {
        if (request.tool() == EnvironmentTool.LOCAL || project.environment() instanceof ProjectEnvironment.Any) {
            return EnvironmentTool.LOCAL;
        }
        return request.tool() == null ? EnvironmentTool.preferred(environments) : request.tool();
    }

    private static EnvironmentSpec spec(Project project, EnvironmentTool tool) {
        return switch (project.environment()) {
            case ProjectEnvironment.Docker() ->
                throw new ProjectException(
                        "The project asks for a container (docker_env), which is not run yet: name a python_env or"
                                + " conda_env in its place.");
            case ProjectEnvironment.PythonEnv(Path file)
            when tool != EnvironmentTool.LOCAL -> EnvironmentSpec.ofPythonEnv(file);
            case ProjectEnvironment.Conda(Path file)
            when tool != EnvironmentTool.LOCAL -> EnvironmentSpec.ofConda(file);
            default -> EnvironmentSpec.empty(project.folder());
        };
    }

    /** The client without what it takes to open a database, and not the whole one beside it. */
    static boolean asksForSkinny(EnvironmentSpec spec) {
        return spec.dependencies().stream().anyMatch(line -> line.matches("mlflow-skinny\\b.*"))
                && spec.dependencies().stream().noneMatch(line -> line.matches("mlflow(?!-)\\b.*"));
    }

    private static Map<String, String> tags(ProjectRequest request, SourceTree tree, EnvironmentTool tool) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.user", CallerConfig.user(request.variables()));
        tags.put("mlflow.source.name", tree.name());
        tags.put("mlflow.source.type", "PROJECT");
        tags.put("mlflow.project.entryPoint", request.entryPoint());
        tags.put("mlflow.project.backend", "local");
        if (tool != EnvironmentTool.LOCAL) {
            tags.put("mlflow.project.env", tool.toString());
        }
        putIfPresent(tags, "mlflow.source.git.commit", tree.commit());
        putIfPresent(tags, "mlflow.source.git.repoURL", tree.repository());
        putIfPresent(tags, "mlflow.source.git.branch", tree.branch());
        return tags;
    }

    private static void putIfPresent(Map<String, String> tags, String key, @Nullable String value) {
        if (value != null) {
            tags.put(key, value);
        }
    }

    /** What happens between the creation of the run and its end. */
    private final class Launch {
        private final TrackedRun run;
        private final Interruption interruption;

        Launch(TrackedRun run, Interruption interruption) {
            this.run = run;
            this.interruption = interruption;
        }

        ProjectResult go(
                ProjectRequest request,
                FetchedFiles files,
                Project project,
                ParameterValues values,
                EnvironmentsConfig environments,
                EnvironmentSpec spec,
                EnvironmentTool tool) {
            interruption.watch();
            tracks = true;
            try {
                run.logParameters(values.all());
                Map<String, String> variables = new PythonEnvironments(environments)
                        .get(spec, tool, output.messages())
                        .activate(variables(request));
                String command = values.command(request.folder(), files::fetch);
                output.messages().accept("Run " + run.id() + ": " + command);
                ProjectProcess process =
                        ProjectProcess.start(command, project.folder(), variables, output.lines() == null);
                interruption.began(process);
                int code = process.await(output.lines());
                interruption.awaitIfUnderWay();
                RunStatus status = end(code);
                if (status == RunStatus.FAILED
                        && !(request.tracking() instanceof Tracking.Server)
                        && asksForSkinny(spec)) {
                    output.messages()
                            .accept("The environment of this project has mlflow-skinny, which opens no database: start"
                                    + " `millrace server` and set MLFLOW_TRACKING_URI to its address, or let the"
                                    + " project ask for mlflow");
                }
                return new ProjectResult(run.id(), run.experimentId(), status, code);
            } catch (InterruptedException e) {
                interruption.run();
                Thread.currentThread().interrupt();
                return new ProjectResult(run.id(), run.experimentId(), RunStatus.KILLED, 130);
            } catch (RuntimeException | Error e) {
                interruption.awaitIfUnderWay();
                failed(e);
                throw e;
            } finally {
                interruption.unwatch();
            }
        }

        private RunStatus end(int code) {
            RunStatus status = code == 0 ? RunStatus.FINISHED : RunStatus.FAILED;
            try {
                return run.end(status);
            } catch (ApiException e) {
                throw new ProjectException(
                        "The project ended with exit code " + code + ", but run " + run.id()
                                + " could not be marked as " + status + " and may still be RUNNING: " + e.message(),
                        e);
            }
        }

        private void failed(Throwable cause) {
            try {
                interruption.endProcess();
                run.fail();
            } catch (ApiException | ProjectException e) {
                cause.addSuppressed(e);
            }
        }

        private Map<String, String> variables(ProjectRequest request) {
            Map<String, String> variables = new HashMap<>(request.variables());
            variables.put("MLFLOW_RUN_ID", run.id());
            variables.put("MLFLOW_TRACKING_URI", request.tracking().uri());
            variables.put("MLFLOW_EXPERIMENT_ID", run.experimentId());
            // Beside the id, MLflow's client would compare it and may refuse.
            variables.remove("MLFLOW_EXPERIMENT_NAME");
            return variables;
        }
    }
}
