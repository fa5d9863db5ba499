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
import org.jspecify.annotations.Nullable;

/**
 * Requests that a database in this process answers. It is open for each request only: between them a project that this
 * process runs, a model that it serves, or another command may use the file.
 */
final class DatabaseTransport implements Transport {
    private static final String PROXY = "/api/2.0/mlflow-artifacts/";

    /** Where MLflow's commands keep artifacts of experiments that they make in a database. */
    private static final String ARTIFACT_ROOT = "./mlruns";

    private final DatabaseConfig database;

    DatabaseTransport(DatabaseConfig database) {
        this.database = database;
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

    private LocalTracking open() {
        try {
            return LocalTracking.open(database, ARTIFACT_ROOT);
        } catch (DatabaseInUse taken) {
            throw new ApiException(
                    ErrorCode.TEMPORARILY_UNAVAILABLE,
                    taken.getMessage()
                            + " If that one is a server, name it instead: MLFLOW_TRACKING_URI=http://HOST:PORT",
                    taken);
        } catch (DatabaseRefused refused) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, String.valueOf(refused.getMessage()), refused);
        }
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
