package dev.millrace.serving.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.TensorInfo;
import dev.millrace.serving.model.ColumnType.Scalar;
import dev.millrace.serving.model.InvalidModelException;
import dev.millrace.serving.model.ModelFolder;
import dev.millrace.serving.model.Signature;
import dev.millrace.serving.model.TensorSpec;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.MediaType;
import dev.millrace.serving.protocol.ModelInput;
import dev.millrace.serving.protocol.RequestReader;
import dev.millrace.serving.protocol.Scorer;
import dev.millrace.serving.protocol.ScoringException;
import dev.millrace.serving.protocol.ScoringException.Fault;
import dev.millrace.serving.protocol.SignatureSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Scores with an ONNX model inside this process, as many requests at once as there are workspaces. */
public final class OnnxScorer implements Scorer {
    private static final long WATCH_MILLIS = 20;

    private final OnnxModel model;
    private final RequestReader reader;
    private final @Nullable NumericRequestReader fastReader;
    private final boolean tables;
    private final List<Workspace> workspaces = new ArrayList<>();
    private final BlockingQueue<Workspace> free;
    private final NativeCalls calls = new NativeCalls();
    private final Thread watch;

    private OnnxScorer(OnnxModel model, Signature signature, int parallel) throws OrtException {
        this.model = model;
        this.reader = new RequestReader(signature);
        this.tables = signature.inputs() instanceof Signature.Columns;
        this.fastReader = fastReader(model, signature);
        this.free = new ArrayBlockingQueue<>(parallel);
        int width = fastReader == null ? 1 : fastReader.width();
        for (int i = 0; i < parallel; i++) {
            workspaces.add(new Workspace(width));
        }
        free.addAll(workspaces);
        this.watch = Thread.ofPlatform().daemon().name("onnx-deadlines").start(this::watch);
    }

    /**
     * Loads the model's ONNX file.
     *
     * @param parallel how many requests run at once; the number of processors is a good choice
     * @throws InvalidModelException if it cannot be loaded
     */
    public static OnnxScorer load(ModelFolder folder, int parallel) {
        OnnxModel model = OnnxModel.load(folder);
        try {
            String obstacle = model.obstacle();
            if (obstacle == null) {
                obstacle = SignatureSupport.obstacle(folder.signature());
            }
            if (obstacle != null) {
                throw new NeedsPythonException(obstacle);
            }
            return new OnnxScorer(model, folder.signature(), parallel);
        } catch (OrtException e) {
            model.close();
            throw new InvalidModelException("ONNX Runtime cannot prepare the model: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** The fast reader, if the model takes one matrix of float32 and the signature is of floating point numbers. */
    private static @Nullable NumericRequestReader fastReader(OnnxModel model, Signature signature) {
        if (model.inputs().size() != 1 || !signature.params().isEmpty()) {
            return null;
        }
        TensorInfo input = model.inputs().values().iterator().next();
        if (input.type != OnnxJavaType.FLOAT || input.getShape().length != 2) {
            return null;
        }
        return switch (signature.inputs()) {
            case Signature.Columns columns
            when columns.named()
                    && columns.columns().stream()
                            .allMatch(column -> column.type() == Scalar.DOUBLE || column.type() == Scalar.FLOAT) ->
                NumericRequestReader.ofColumns(
                        columns.columns().stream().map(column -> column.name()).toList());
            case Signature.Tensors tensors
            when !tensors.named() -> {
                TensorSpec spec = tensors.tensors().getFirst();
                boolean matrix = spec.shape().size() == 2
                        && spec.shape().get(0) == -1
                        && spec.shape().get(1) > 0;
                yield matrix && spec.dtype().startsWith("float")
                        ? NumericRequestReader.ofTensor(
                                Math.toIntExact(spec.shape().get(1)))
                        : null;
            }
            default -> null;
        };
    }

    @Override
    public Answer score(@Nullable String contentType, byte[] body, long deadline) throws InterruptedException {
        MediaType type = MediaType.of(contentType);
        Workspace workspace = free.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (workspace == null) {
            throw timeout();
        }
        try {
            return calls.make(() -> score(type, body, deadline, workspace), OrtException.class);
        } catch (OrtException e) {
            throw new ScoringException(
                    Fault.BAD_REQUEST, "The model cannot be evaluated on this input: " + e.getMessage(), e);
        } finally {
            // Cleared it may allocate, and memory may be what has just run out: the place must come back all the same.
            try {
                workspace.clear();
            } finally {
                free.add(workspace);
            }
        }
    }

    private Answer score(MediaType type, byte[] body, long deadline, Workspace workspace) throws OrtException {
        boolean fast = type == MediaType.JSON && fastReader != null && fastReader.read(body, workspace.table());
        boolean records = tables;
        Feed feed;
        if (fast) {
            feed = Feed.of(
                    workspace.tableBuffer(),
                    workspace.table().rows(),
                    workspace.table().width(),
                    model);
        } else {
            ModelInput input = reader.read(type, body);
            records = input instanceof ModelInput.Table;
            feed = Feed.of(input, model);
        }
        try (feed) {
            Predictions predictions = run(feed, deadline, workspace);
            if (records) {
                predictions.writeRecords(workspace.json());
            } else {
                predictions.writeArrays(workspace.json());
            }
        }
        return Answer.json(200, workspace.json().toBytes());
    }

    private Predictions run(Feed feed, long deadline, Workspace workspace) throws OrtException {
        workspace.begin(deadline);
        try (Result result = model.session().run(feed.tensors(), workspace.options())) {
            return Predictions.of(result);
        } catch (OrtException e) {
            if (workspace.isTerminated()) {
                throw timeout();
            }
            throw e;
        } finally {
            workspace.end();
        }
    }

    private static ScoringException timeout() {
        return new ScoringException(Fault.TIMEOUT, "The time for this request is over");
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(WATCH_MILLIS);
                long now = System.nanoTime();
                for (Workspace workspace : workspaces) {
                    workspace.terminateIfLate(now);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot end a run", e);
        }
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public int parallel() {
        return workspaces.size();
    }

    @Override
    public String describe() {
        return "ONNX in this process, " + workspaces.size() + " requests at once";
    }

    /** Waits for the requests under way, as the model must not be freed under them. */
    @Override
    public void close() {
        try {
            for (int i = 0; i < workspaces.size(); i++) {
                free.take().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // the process is about to end, and the model with it
        } finally {
            watch.interrupt(); // not before: the runs awaited here still have their deadlines
        }
        calls.close();
        model.close();
    }
}
