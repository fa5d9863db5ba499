package dev.millrace.serving.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import dev.millrace.serving.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * What one request at a time needs to be scored, kept for the next one: buffers, and the switch that ends a run which
 * takes too long. There are as many workspaces as requests may run at once.
 */
final class Workspace implements AutoCloseable {
    private static final int LEAST_CELLS = 1024;
    private static final FloatBuffer NONE = direct(0);
    /** A buffer for more cells than this is not kept: 4 MiB. */
    private static final int KEPT_CELLS = 1 << 20;

    private final NumericTable table;
    private final JsonWriter json = new JsonWriter();
    private final RunOptions options;
    private FloatBuffer buffer = NONE;
    private long deadline;
    private boolean running;
    private boolean terminated;

    Workspace(int width) throws OrtException {
        this.table = new NumericTable(width);
        this.options = new RunOptions();
    }

    private static FloatBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    NumericTable table() {
        return table;
    }

    JsonWriter json() {
        return json;
    }

    RunOptions options() {
        return options;
    }

    /** The table's cells, copied to where native code can read them. */
    FloatBuffer tableBuffer() {
        int size = table.rows() * table.width();
        if (buffer.capacity() < size) {
            buffer = direct(Math.max(LEAST_CELLS, Math.max(size, buffer.capacity() * 2)));
        }
        return buffer.clear().put(table.cells(), 0, size).flip();
    }

    /** Makes it ready for the next request. What a large one needed is given up: most are small. */
    void clear() {
        table.clear();
        json.clear();
        if (buffer.capacity() > KEPT_CELLS) {
            buffer = NONE;
        }
    }

    /** Marks the beginning of a run that has to end by the deadline. */
    synchronized void begin(long runDeadline) {
        deadline = runDeadline;
        running = true;
        terminated = false;
    }

    /** Marks the end of a run. */
    synchronized void end() throws OrtException {
        running = false;
        if (terminated) {
            options.setTerminate(false);
        }
    }

    /** True if the last run was ended for lack of time. */
    synchronized boolean isTerminated() {
        return terminated;
    }

    /** Ends the run if its time is over. */
    synchronized void terminateIfLate(long now) throws OrtException {
        if (running && !terminated && now - deadline > 0) {
            terminated = true;
            options.setTerminate(true);
        }
    }

    @Override
    public void close() {
        options.close();
    }
}
