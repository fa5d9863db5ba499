package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.model.ListArtifacts;
import dev.millrace.api.model.ListArtifactsResponse;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.http.Body;
import dev.millrace.http.Exchange;
import dev.millrace.http.RequestBodyException;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The artifacts of runs: listed, sent, and small ones taken for MLflow's web pages. */
public final class RunArtifactEndpoints {

    /** What the web pages may upload, in bytes. */
    private static final int LARGEST_UPLOAD = 10 << 20;

    private final ArtifactRoots roots;
    private final ArtifactLocator locator;

    public RunArtifactEndpoints(ArtifactRoots roots, ArtifactLocator locator) {
        this.roots = roots;
        this.locator = locator;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.LIST_ARTIFACTS, this::list)
                .add("GET", "/get-artifact", this::get)
                .add("POST", "/ajax-api/2.0/mlflow/upload-artifact", this::upload);
    }

    private ListArtifactsResponse list(ListArtifacts request) {
        String path = request.path();
        ArtifactPath directory = path == null ? ArtifactPath.ROOT : ArtifactPath.parse(path);
        String root = roots.ofRun(firstGiven(request.runId(), request.runUuid()));
        return new ListArtifactsResponse(root, Listing.of(locator.locate(root), directory), null);
    }

    private Response get(Exchange exchange) throws IOException {
        return Attachment.answer(
                exchange,
                "path",
                () -> locator.locate(roots.ofRun(
                        firstGiven(exchange.queryParameter("run_id"), exchange.queryParameter("run_uuid")))));
    }

    private Response upload(Exchange exchange) throws IOException {
        String run = given(exchange, "run_uuid");
        ArtifactPath path = ArtifactPath.parse(given(exchange, "path"));
        byte[] data = data(exchange);
        ArtifactLocator.Location location = locator.locate(roots.ofRun(run));
        location.store().write(location.resolve(path), new ByteArrayInputStream(data));
        return new Response(200, Map.of("Content-Type", "application/json"), Body.EMPTY);
    }

    private static byte[] data(Exchange exchange) throws IOException {
        byte[] data;
        try {
            data = exchange.readBody(LARGEST_UPLOAD);
        } catch (RequestBodyException e) {
            if (e.status() == 413) {
                throw ApiException.invalid("Artifact size is too large. Max size is 10MB.");
            }
            throw e;
        }
        if (data.length == 0 || isForm(exchange.header("Content-Type"))) {
            throw ApiException.invalid("Request must specify data.");
        }
        return data;
    }

    /** Bodies of forms count as no data, as on MLflow's server, whose framework takes them apart. */
    private static boolean isForm(@Nullable String contentType) {
        String type =
                contentType == null ? "" : contentType.toLowerCase(Locale.ROOT).strip();
        return type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/form-data");
    }

    private static String given(Exchange exchange, String parameter) {
        String value = exchange.queryParameter(parameter);
        if (value == null || value.isEmpty()) {
            throw ApiException.invalid("Request must specify " + parameter + ".");
        }
        return value;
    }

    private static @Nullable String firstGiven(@Nullable String first, @Nullable String second) {
        return first == null || first.isEmpty() ? second : first;
    }
}
