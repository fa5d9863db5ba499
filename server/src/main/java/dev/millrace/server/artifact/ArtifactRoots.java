package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Where things keep their artifacts, as URIs. An id that is null or unknown is refused with the message that the thing's own
 * endpoints give.
 */
public interface ArtifactRoots {

    /**
     * The root of a run.
     *
     * @throws ApiException 404 when there is no such run
     */
    String ofRun(@Nullable String runId);

    /**
     * The root of a logged model.
     *
     * @throws ApiException 404 when there is no such logged model, or when it is deleted
     */
    String ofLoggedModel(String modelId);

    /**
     * The root of a version of a registered model.
     *
     * @throws ApiException 400 when an argument is missing or no number, 404 when there is no such version
     */
    String ofModelVersion(@Nullable String name, @Nullable String version);
}
