package dev.millrace.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that speaks the protocol of a cloud's storage, started by a test on this machine. */
public final class StorageServer implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final String address;

    private StorageServer(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts a program.
     *
     * @param address finds in a line of its output where it listens, as its first group
     */
    public static StorageServer start(Pattern address, String... command) {
        Process process;
        try {
            process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start " + String.join(" ", command), e);
        }
        try {
            // Where the tests are ended before they can close it.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            var found = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> read(process, address, found));
            return new StorageServer(process, found.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (Exception e) {
            process.destroyForcibly();
            throw new IllegalStateException("cannot start " + String.join(" ", command), e);
        }
    }

    /** Reads to the end, since the server would stand still when nobody takes its output. */
    private static void read(Process process, Pattern address, CompletableFuture<String> found) {
        var seen = new StringBuilder();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!found.isDone()) {
                    seen.append(line).append('\n');
                }
                Matcher matcher = address.matcher(line);
                if (matcher.find()) {
                    found.complete(matcher.group(1));
                }
            }
            found.completeExceptionally(new IOException("it ended with: " + seen));
        } catch (IOException e) {
            found.completeExceptionally(e);
        }
    }

    /** Sends it the request that makes the bucket of the tests; it is ended where that fails. */
    StorageServer prepared(HttpRequest bucket) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            int status =
                    client.send(bucket, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IllegalStateException("no bucket could be made: " + status);
            }
            return this;
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Where it listens. */
    public String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
