package dev.millrace.cli.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.client.Payload;
import dev.millrace.client.Transport;
import dev.millrace.http.Body;
import dev.millrace.http.Response;
import dev.millrace.server.LocalTracking;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseInUse;
import dev.millrace.server.sql.DatabaseRefused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests that a database in this process answers. It is open for each request only: between them a project that this
 * process runs, a model that it serves, or another command may use the file.
 */
final class DatabaseTransport implements Transport {
    private static final String PROXY = "/api/2.0/mlflow-artifacts/";

    /** Where MLflow's commands keep artifacts of experiments that they make in a database. */
    private static final String ARTIFACT_ROOT = "./mlruns";

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final DatabaseConfig database;
    private final Duration patience;

    /** @param patience how long a file is waited for that another process of Millrace has open */
    DatabaseTransport(DatabaseConfig database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    @Override
    public InputStream send(String method, String pathAndQuery, @Nullable Payload payload) {
        if (pathAndQuery.startsWith(PROXY)) {
            throw ApiException.notImplemented(
                    "These artifacts lie behind the server that took them (mlflow-artifacts:),"
                            + " not in the database: set MLFLOW_TRACKING_URI to the address of that server.");
        }
        try (LocalTracking tracking = open();
                InputStream body = payload == null ? InputStream.nullInputStream() : payload.open()) {
            Response response = tracking.request(method, pathAndQuery, body.readAllBytes());
            if (response.status() >= 300) {
                throw ApiException.notImplemented(
                        "This needs a server: set MLFLOW_TRACKING_URI to the address of one.");
            }
            return stream(response.body());
        } catch (ApiException refused) {
            throw refused;
        } catch (Exception failed) {
            throw new ApiException(ErrorCode.INTERNAL_ERROR, "The database failed on this: " + failed, failed);
        }
    }

    private LocalTracking open() throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return LocalTracking.open(database, ARTIFACT_ROOT);
            } catch (DatabaseInUse taken) {
                if (System.nanoTime() > deadline) {
                    throw refused(taken, " Where it is a server, name that one: MLFLOW_TRACKING_URI=http://HOST:PORT");
                }
                Thread.sleep(PAUSE);
            } catch (DatabaseRefused other) {
                throw refused(other, "");
            }
        }
    }

    private static ApiException refused(DatabaseRefused cause, String advice) {
        return new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, cause.getMessage() + advice, cause);
    }

    private static InputStream stream(Body body) throws IOException {
        return switch (body) {
            case Body.Bytes(byte[] bytes) -> new ByteArrayInputStream(bytes);
            case Body.Stream(long length, Body.Writer writer) -> {
                var bytes = new ByteArrayOutputStream();
                writer.writeTo(bytes);
                yield new ByteArrayInputStream(bytes.toByteArray());
            }
        };
    }
}
