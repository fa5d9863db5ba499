package dev.millrace.serving.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import dev.millrace.serving.model.InvalidModelException;
import dev.millrace.serving.model.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loaded ONNX file: the session that runs it, and what goes in and comes out. */
final class OnnxModel implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Map<String, TensorInfo> inputs;
    private final @Nullable String obstacle;

    private OnnxModel(OrtEnvironment environment, OrtSession session) throws OrtException {
        this.environment = environment;
        this.session = session;
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        String found = null;
        for (NodeInfo input : session.getInputInfo().values()) {
            if (input.getInfo() instanceof TensorInfo tensor && isSupported(tensor.type)) {
                tensors.put(input.getName(), tensor);
            } else {
                found = "input \"" + input.getName() + "\" of type " + input.getInfo();
            }
        }
        for (NodeInfo output : session.getOutputInfo().values()) {
            if (!isSupportedOutput(output.getInfo())) {
                found = "output \"" + output.getName() + "\" of type " + output.getInfo();
            }
        }
        this.inputs = tensors;
        this.obstacle = found;
    }

    /**
     * Loads the model of the {@code onnx} flavor. Files with the data of large tensors are found beside it.
     *
     * @throws InvalidModelException if the file is not there or ONNX Runtime refuses it
     */
    static OnnxModel load(ModelFolder folder) {
        Map<String, Object> flavor = folder.flavor("onnx");
        Path file = file(folder.path(), String.valueOf(flavor.getOrDefault("data", "model.onnx")));
        OrtEnvironment environment = runtime();
        try (SessionOptions options = options(flavor)) {
            return new OnnxModel(environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw new InvalidModelException("ONNX Runtime cannot load " + file + ": " + e.getMessage(), e);
        }
    }

    private static OrtEnvironment runtime() {
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        } catch (LinkageError | IllegalStateException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new InvalidModelException(
                    "ONNX Runtime does not work on this machine, its native library cannot be loaded: " + cause, e);
        }
    }

    private static Path file(Path folder, String name) {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
            throw new InvalidModelException("The MLmodel file names \"" + name + "\" as the ONNX file, but there is no"
                    + " such file in " + folder + ".");
        }
        return file;
    }

    /** One thread a run and no spinning: requests run side by side, so that more threads would only be in their way. */
    private static SessionOptions options(Map<String, Object> flavor) throws OrtException {
        var options = new SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
        if (flavor.get("onnx_session_options") instanceof Map<?, ?> given) {
            if (given.get("intra_op_num_threads") instanceof Integer threads) {
                options.setIntraOpNumThreads(threads);
            }
            if (given.get("inter_op_num_threads") instanceof Integer threads) {
                options.setInterOpNumThreads(threads);
            }
            if ("parallel".equals(given.get("execution_mode"))) {
                options.setExecutionMode(SessionOptions.ExecutionMode.PARALLEL);
            }
            if (given.get("graph_optimization_level") instanceof Integer level) {
                options.setOptimizationLevel(
                        switch (level) {
                            case 0 -> SessionOptions.OptLevel.NO_OPT;
                            case 1 -> SessionOptions.OptLevel.BASIC_OPT;
                            case 2 -> SessionOptions.OptLevel.EXTENDED_OPT;
                            default -> SessionOptions.OptLevel.ALL_OPT;
                        });
            }
        }
        return options;
    }

    private static boolean isSupported(@Nullable OnnxJavaType type) {
        return type != null
                && switch (type) {
                    case FLOAT, DOUBLE, INT8, UINT8, INT16, INT32, INT64, BOOL, STRING -> true;
                    default -> false;
                };
    }

    private static boolean isSupportedOutput(ValueInfo info) {
        return switch (info) {
            case TensorInfo tensor -> isSupported(tensor.type);
            case SequenceInfo sequence -> sequence.isSequenceOfMaps() || isSupported(sequence.sequenceType);
            default -> false;
        };
    }

    /** What of the model cannot be passed in or out here, for a message; null if nothing is in the way. */
    @Nullable
    String obstacle() {
        return obstacle;
    }

    OrtEnvironment environment() {
        return environment;
    }

    OrtSession session() {
        return session;
    }

    /** The inputs by name, in the model's order. */
    Map<String, TensorInfo> inputs() {
        return inputs;
    }

    /** The names of the outputs, in the model's order. */
    List<String> outputs() {
        return List.copyOf(session.getOutputNames());
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot free the model", e);
        }
    }
}
