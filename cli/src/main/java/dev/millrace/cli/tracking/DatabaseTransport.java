package dev.millrace.cli.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.client.Payload;
import dev.millrace.client.Transport;
import dev.millrace.http.Body;
import dev.millrace.http.Response;
import dev.millrace.server.LocalTracking;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Requests that a database in this process answers. */
final class DatabaseTransport implements Transport {
    private static final String PROXY = "/api/2.0/mlflow-artifacts/";

    private final LocalTracking tracking;

    DatabaseTransport(LocalTracking tracking) {
        this.tracking = tracking;
    }

    @Override
    public InputStream send(String method, String pathAndQuery, @Nullable Payload payload) {
        if (pathAndQuery.startsWith(PROXY)) {
            throw ApiException.notImplemented(
                    "These artifacts lie behind the server that took them (mlflow-artifacts:),"
                            + " not in the database: set MLFLOW_TRACKING_URI to the address of that server.");
        }
        try (InputStream body = payload == null ? InputStream.nullInputStream() : payload.open()) {
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
