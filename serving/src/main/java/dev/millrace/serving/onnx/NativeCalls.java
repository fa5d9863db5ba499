package dev.millrace.serving.onnx;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Makes calls into native code from virtual threads without starving the others. A native call holds the processor thread
 * that carries its virtual thread, and there are only as many of those as processors: were all of them within a long run,
 * the server could not even say that it is alive. So calls are made directly, which is cheapest, on
 * all processors but one; what is more is handed to threads of the operating system.
 */
final class NativeCalls implements AutoCloseable {
    private final Semaphore direct = new Semaphore(Runtime.getRuntime().availableProcessors() - 1);
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("onnx-", 0).factory());

    /** A call that gives a result. */
    @FunctionalInterface
    interface Call<T, X extends Exception> {
        T run() throws X;
    }

    /** Makes a call that may throw one kind of checked exception, and returns only once it is over. */
    <T, X extends Exception> T make(Call<T, X> call, Class<X> thrown) throws X {
        if (direct.tryAcquire()) {
            try {
                return call.run();
            } finally {
                direct.release();
            }
        }
        try {
            return await(threads.submit(call::run));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (thrown.isInstance(cause)) {
                throw thrown.cast(cause);
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException("A native call failed in an unforeseen way", cause);
        }
    }

    /** Waits even if the thread is interrupted meanwhile: the call uses buffers that the caller will hand on. */
    private static <T> T await(Future<T> future) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
