package dev.millrace.cli.quickstart;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.Experiment;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.cli.doctor.PortOwner;
import dev.millrace.client.Artifacts;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.Models;
import dev.millrace.client.TrackingClient;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.environments.Folders;
import dev.millrace.http.HttpConfig;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.sql.DatabaseInUse;
import dev.millrace.serving.ScoringConfig;
import dev.millrace.serving.ScoringServer;
import dev.millrace.serving.python.PythonCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The steps, in order. */
public final class Quickstart {
    /** The experiment that is trained in; evaluations go to one of this name with {@code _eval} behind. */
    static final String EXPERIMENT = "breast-cancer";

    private static final String MODEL = "breast-cancer";
    private static final String ALIAS = "champion";
    private static final int STEPS = 7;

    /** How far a served probability may be from that of the model itself: ONNX calculates in single precision. */
    private static final double TOLERANCE = 1e-5;

    /**
     * What was asked for, and what there is to do it with.
     *
     * @param data the folder of database, artifacts and logs
     * @param port the first port that is tried
     * @param flavor the flavor that is served: {@code onnx} or {@code sklearn}
     * @param tool what makes Python environments
     * @param variables environment variables for the processes of projects
     * @param examples the folder of the sample projects
     * @param jars the folder of the distribution's jars
     * @param javaHome the JDK for the Java sample
     */
    public record Request(
            Path data,
            int port,
            String flavor,
            EnvironmentTool tool,
            Map<String, String> variables,
            Path examples,
            Path jars,
            Path javaHome) {}

    private final Request request;
    private final Running running;
    private final Steps steps;

    private Quickstart(Request request, Running running, PrintStream out) {
        this.request = request;
        this.running = running;
        this.steps = new Steps(out, STEPS, running::isStopping);
    }

    /** Whether this machine has what the Python sample needs. */
    public static boolean hasPython(Map<String, String> variables) {
        return ProjectSample.hasPython(variables);
    }

    /**
     * All steps.
     *
     * @param python whether to run the Python sample, otherwise the Java one
     * @param running takes the servers, which go on until it is closed
     */
    public static Summary run(Request request, boolean python, Running running, PrintStream out) throws Exception {
        Sample sample = python ? ProjectSample.python(request, running) : ProjectSample.java(request, running);
        return new Quickstart(request, running, out).run(sample);
    }

    private Summary run(Sample sample) throws Exception {
        makeFolder(request.data());
        Server server = steps.run("Start the tracking server", this::startServer);
        String address = "http://127.0.0.1:" + server.port();
        TrackingClient client = new TrackingClient(ClientConfig.of(address, Map.of()));

        steps.run("Make ready what the project needs", notes -> {
            String ready = sample.prepare(notes);
            notes.add(ready);
            return ready;
        });
        String trained = steps.run("Train", notes -> sample.train(address, notes));
        Run evaluated = steps.run("Evaluate the model on rows that it has not seen", notes -> {
            sample.evaluate(address, trained, notes);
            Run logged = evaluationOf(client, trained);
            notes.add("metrics in run " + id(logged));
            return logged;
        });
        String version = steps.run("Register the " + request.flavor() + " model", notes -> {
            String number = new Registry(client).register(trained, request.flavor(), MODEL, ALIAS);
            notes.add(MODEL + " version " + number + ", alias " + ALIAS);
            return number;
        });
        ScoringServer scoring = steps.run(
                "Serve models:/" + MODEL + "@" + ALIAS, notes -> serve(client, sample.python(), server.port(), notes));
        steps.run(
                "Score held-out rows over HTTP, and compare with what the model itself says",
                notes -> compare(client, trained, scoring.port(), notes));
        return new Summary(
                trained,
                id(evaluated),
                metric(evaluated, "accuracy"),
                MODEL,
                version,
                address,
                "http://127.0.0.1:" + scoring.port() + "/invocations",
                steps.total());
    }

    private static void makeFolder(Path data) {
        try {
            Files.createDirectories(data);
        } catch (FileAlreadyExistsException _) {
            throw new QuickstartException(data + " is a file: name a folder with --data");
        } catch (IOException refused) {
            String reason = refused instanceof FileSystemException known && known.getReason() != null
                    ? ": " + known.getReason()
                    : "";
            throw new QuickstartException(
                    "the folder " + data + " cannot be made" + reason + "; name another with --data");
        }
    }

    private Server startServer(Steps.Notes notes) throws IOException, InterruptedException {
        Path data = request.data();
        Server server = Ports.startFrom(request.port(), port -> {
            try {
                return Server.start(ServerConfig.of(
                        "127.0.0.1",
                        port,
                        "sqlite:///" + data.resolve("mlflow.db"),
                        data.resolve("artifacts").toString()));
            } catch (DatabaseInUse taken) {
                throw new QuickstartException(
                        taken.getMessage() + " A quickstart keeps its database in the folder of --data.");
            } catch (BindException taken) {
                notes.add("port " + port + " is taken by "
                        + PortOwner.describe(port).orElse("an unknown process"));
                throw taken;
            }
        });
        notes.add("http://127.0.0.1:" + server.port() + ", data in " + data);
        return running.add(server);
    }

    private ScoringServer serve(TrackingClient client, PythonCommand.Source python, int trackingPort, Steps.Notes notes)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(request.data(), "served-model-");
        running.add(() -> Folders.delete(folder));
        Path model = new Models(client).fetch("models:/" + MODEL + "@" + ALIAS, folder);
        ScoringServer scoring = Ports.startFrom(
                trackingPort + 1,
                port -> ScoringServer.start(
                        ScoringConfig.of(model, python).withHttp(HttpConfig.of("127.0.0.1", port))));
        notes.add("http://127.0.0.1:" + scoring.port() + "/invocations");
        return running.add(scoring);
    }

    /** The largest difference of a probability; throws where the two disagree. */
    private static double compare(TrackingClient client, String trained, int port, Steps.Notes notes)
            throws IOException, InterruptedException {
        Run run = client.run(trained);
        if (run.info() == null || run.info().artifactUri() == null) {
            throw new QuickstartException("the run " + trained + " has no artifacts");
        }
        Artifacts artifacts = new Artifacts(client);
        String heldOut = Artifacts.child(run.info().artifactUri(), "held_out");
        byte[] body = read(artifacts, Artifacts.child(heldOut, "request.json"));
        Predictions expected = Predictions.ofExpected(read(artifacts, Artifacts.child(heldOut, "expected.json")));
        Predictions served = Predictions.ofAnswer(invoke(port, body));

        int differentLabels = expected.differentLabels(served);
        double difference = expected.largestDifference(served);
        notes.add(String.format(
                Locale.ROOT,
                "%d rows: %d labels differ, largest difference of a probability %.1e (allowed %.0e)",
                expected.labels().size(),
                differentLabels,
                difference,
                TOLERANCE));
        // Not written as `difference > TOLERANCE`, which a NaN would pass.
        if (differentLabels > 0 || !(difference <= TOLERANCE)) {
            throw new QuickstartException("the served model does not say what the trained model says");
        }
        return difference;
    }

    private static byte[] read(Artifacts artifacts, String address) throws IOException {
        try (InputStream in = artifacts.open(address)) {
            return in.readAllBytes();
        }
    }

    private static byte[] invoke(int port, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/invocations"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new QuickstartException("the model answered with status " + answer.statusCode() + ": "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body();
        }
    }

    private static Run evaluationOf(TrackingClient client, String trained) {
        String experiment = client.findExperiment(EXPERIMENT + "_eval")
                .map(Experiment::experimentId)
                .orElseThrow(
                        () -> new QuickstartException("the evaluation made no experiment " + EXPERIMENT + "_eval"));
        List<Run> runs = client.call(
                        Endpoints.SEARCH_RUNS,
                        SearchRuns.builder()
                                .experimentIds(List.of(experiment))
                                .filter("tags.evaluated_run_id = '" + trained + "' AND attributes.status = 'FINISHED'")
                                .build())
                .runs();
        if (runs.isEmpty()) {
            throw new QuickstartException("there is no finished evaluation of run " + trained);
        }
        return runs.getFirst();
    }

    private static String id(Run run) {
        return run.info() == null ? "unknown" : String.valueOf(run.info().runId());
    }

    private static double metric(Run run, String key) {
        return run.data() == null
                ? Double.NaN
                : run.data().metrics().stream()
                        .filter(metric -> key.equals(metric.key()))
                        .map(Metric::value)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(Double.NaN);
    }
}
