package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.model.ListLoggedModelArtifacts;
import dev.millrace.api.model.ListLoggedModelArtifactsResponse;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.http.Exchange;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import java.io.IOException;

/** The artifacts of logged models and of versions of registered models. */
public final class ModelArtifactEndpoints {

    private static final String FILE = "artifact_file_path";

    private final ArtifactRoots roots;
    private final ArtifactLocator locator;

    public ModelArtifactEndpoints(ArtifactRoots roots, ArtifactLocator locator) {
        this.roots = roots;
        this.locator = locator;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.LIST_LOGGED_MODEL_ARTIFACTS, this::list)
                .add("GET", "/ajax-api/2.0/mlflow/logged-models/{model_id}/artifacts/files", this::getOfLoggedModel)
                .add("GET", "/model-versions/get-artifact", this::getOfVersion);
    }

    private ListLoggedModelArtifactsResponse list(ListLoggedModelArtifacts request) {
        String path = request.artifactDirectoryPath();
        ArtifactPath directory = path == null ? ArtifactPath.ROOT : ArtifactPath.parse(path);
        String root = roots.ofLoggedModel(String.valueOf(request.modelId()));
        return new ListLoggedModelArtifactsResponse(root, Listing.of(locator.locate(root), directory), null);
    }

    private Response getOfLoggedModel(Exchange exchange) throws IOException {
        String path = exchange.queryParameter(FILE);
        if (path == null || path.isEmpty()) {
            throw new ApiException(ErrorCode.BAD_REQUEST, "Request must include the \"" + FILE + "\" query parameter.");
        }
        return Attachment.answer(
                exchange, FILE, () -> locator.locate(roots.ofLoggedModel(exchange.pathParameter("model_id"))));
    }

    private Response getOfVersion(Exchange exchange) throws IOException {
        return Attachment.answer(
                exchange,
                "path",
                () -> locator.locate(
                        roots.ofModelVersion(exchange.queryParameter("name"), exchange.queryParameter("version"))));
    }
}
