package dev.millrace.cli.quickstart;

import dev.millrace.client.Tracking;
import dev.millrace.environments.EnvironmentSpec;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.environments.EnvironmentsConfig;
import dev.millrace.environments.PythonEnvironment;
import dev.millrace.environments.PythonEnvironments;
import dev.millrace.projects.ProjectOutput;
import dev.millrace.projects.ProjectRequest;
import dev.millrace.projects.ProjectResult;
import dev.millrace.projects.ProjectRunner;
import dev.millrace.serving.python.PythonCommand;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A sample that is an MLflow project: run as any other, by its entry points {@code train} and {@code evaluate}. */
final class ProjectSample implements Sample {
    private static final int LAST_LINES = 20;

    private final Path project;
    private final Path data;
    private final Map<String, String> variables;
    private final EnvironmentTool tool;
    private final Running running;

    private ProjectSample(
            Path project, Path data, Map<String, String> variables, EnvironmentTool tool, Running running) {
        this.project = project;
        this.data = data;
        this.variables = variables;
        this.tool = tool;
        this.running = running;
    }

    /** Plain Python with MLflow's own client, in an environment of its own. */
    static ProjectSample python(Quickstart.Request request, Running running) {
        return new ProjectSample(
                request.examples().resolve("breast-cancer"),
                request.data(),
                request.variables(),
                request.tool(),
                running);
    }

    /** Java alone: the JDK that runs this process, and the jars of the distribution. */
    static ProjectSample java(Quickstart.Request request, Running running) throws IOException {
        Map<String, String> variables = new HashMap<>(request.variables());
        variables.put("JAVA_HOME", request.javaHome().toString());
        List<String> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(request.jars(), "*.jar")) {
            files.forEach(jar -> jars.add(jar.toString()));
        }
        variables.put("MILLRACE_CLASSPATH", String.join(File.pathSeparator, jars));
        return new ProjectSample(
                request.examples().resolve("breast-cancer-java"),
                request.data(),
                variables,
                EnvironmentTool.LOCAL,
                running);
    }

    /** Whether there is a Python for the Python sample, or a tool that fetches one. */
    static boolean hasPython(Map<String, String> variables) {
        EnvironmentsConfig config = EnvironmentsConfig.of(variables);
        return config.findProgram("uv").isPresent() || new PythonEnvironments(config).hasPython(null);
    }

    @Override
    public String prepare(Steps.Notes notes) {
        if (tool == EnvironmentTool.LOCAL) {
            return "Java in " + variables.get("JAVA_HOME");
        }
        return "Python environment in "
                + environment(new InstallerLines(notes)::accept).folder();
    }

    private PythonEnvironment environment(Consumer<String> progress) {
        EnvironmentSpec spec = EnvironmentSpec.ofPythonEnv(project.resolve("python_env.yaml"));
        return new PythonEnvironments(EnvironmentsConfig.of(variables)).get(spec, tool, progress);
    }

    /** That of the project: the very packages that the model asks for are in it, and it is made already. */
    @Override
    public PythonCommand.Source python() {
        return () -> {
            PythonEnvironment environment = environment(line -> {});
            return new PythonCommand(environment.python(), environment.activate(variables));
        };
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
        notes.add("what it prints: tail -f " + log);
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
                    .run(ProjectRequest.of(project.toString(), Tracking.server(trackingUri, variables))
                            .entryPoint(entryPoint)
                            .experimentName(experiment)
                            .parameters(parameters)
                            .tool(tool)
                            .variables(variables)
                            .build()));
            if (!result.succeeded()) {
                if (!running.isStopping()) {
                    last.forEach(notes::add);
                }
                throw new QuickstartException("the project's entry point " + entryPoint + " ended with exit code "
                        + result.exitCode() + " (run " + result.runId() + "); all it printed is in " + log);
            }
            notes.add("project run " + result.runId() + ", output in " + log);
            return result.runId();
        }
    }
}
