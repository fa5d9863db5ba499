package dev.millrace.cli.quickstart;

import dev.millrace.environments.EnvironmentSpec;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.environments.EnvironmentsConfig;
import dev.millrace.environments.PythonEnvironment;
import dev.millrace.environments.PythonEnvironments;
import dev.millrace.projects.ProjectOutput;
import dev.millrace.projects.ProjectRequest;
import dev.millrace.projects.ProjectResult;
import dev.millrace.projects.ProjectRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** The project {@code examples/breast-cancer}: plain Python with MLflow's own client. */
final class PythonSample implements Sample {
    private static final int LAST_LINES = 20;

    private final Path project;
    private final Path data;
    private final Map<String, String> variables;
    private final EnvironmentsConfig environments;
    private final EnvironmentTool tool;
    private final Running running;

    /**
     * The sample.
     *
     * @param project its folder
     * @param data where logs go
     * @param variables the environment variables of its processes
     * @param tool what makes its environment
     * @param running told while a process of the project is under way
     */
    PythonSample(Path project, Path data, Map<String, String> variables, EnvironmentTool tool, Running running) {
        this.project = project;
        this.data = data;
        this.variables = variables;
        this.environments = EnvironmentsConfig.of(variables);
        this.tool = tool;
        this.running = running;
    }

    /** Whether there is a Python for it, or a tool that fetches one. */
    static boolean isPossible(Map<String, String> variables) {
        EnvironmentsConfig config = EnvironmentsConfig.of(variables);
        return config.findProgram("uv").isPresent() || new PythonEnvironments(config).hasPython(null);
    }

    @Override
    public String title() {
        return "the Python environment of " + project;
    }

    @Override
    public String prepare(Steps.Notes notes) {
        PythonEnvironment environment = new PythonEnvironments(environments)
                .get(
                        EnvironmentSpec.ofPythonEnv(project.resolve("python_env.yaml")),
                        tool,
                        new InstallerLines(notes)::accept);
        return String.valueOf(environment.folder());
    }

    @Override
    public String train(String trackingUri, Steps.Notes notes) throws IOException {
        return run("train", Quickstart.EXPERIMENT, Map.of(), trackingUri, notes);
    }

    @Override
    public void evaluate(String trackingUri, String runId, Steps.Notes notes) throws IOException {
        Map<String, String> parameters = Map.of("experiment_name", Quickstart.EXPERIMENT, "run_id", runId);
        run("evaluate", Quickstart.EXPERIMENT, parameters, trackingUri, notes);
    }

    private String run(
            String entryPoint, String experiment, Map<String, String> parameters, String trackingUri, Steps.Notes notes)
            throws IOException {
        Path log = data.resolve(entryPoint + ".log");
        Deque<String> last = new ArrayDeque<>();
        try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(log), true)) {
            ProjectOutput output = new ProjectOutput(file::println, line -> {
                file.println(line);
                last.add(line);
                if (last.size() > LAST_LINES) {
                    last.remove();
                }
            });
            ProjectResult result = running.during(() -> new ProjectRunner(output)
                    .run(ProjectRequest.of(project.toString(), trackingUri)
                            .entryPoint(entryPoint)
                            .experimentName(experiment)
                            .parameters(parameters)
                            .tool(tool)
                            .variables(variables)
                            .build()));
            if (!result.succeeded()) {
                last.forEach(notes::add);
                throw new QuickstartException("the project's entry point " + entryPoint + " ended with exit code "
                        + result.exitCode() + " (run " + result.runId() + "); all it printed is in " + log);
            }
            notes.add("run " + result.runId() + ", output in " + log);
            return result.runId();
        }
    }
}
