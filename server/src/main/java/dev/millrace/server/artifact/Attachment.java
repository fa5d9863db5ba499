package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.DirectoryException;
import dev.millrace.http.Exchange;
import dev.millrace.http.HtmlPages;
import dev.millrace.http.Response;
import java.io.IOException;

/** Answers requests for one file of a run, a logged model or a model version. */
final class Attachment {

    private Attachment() {}

    /** Finds out where the files of the thing that was asked about lie. */
    interface Place {
        ArtifactLocator.Location find();
    }

    /**
     * Sends the file that a query parameter names. A missing parameter is the page 400, the path is checked before anything
     * is looked up, and a directory is a 400; all as on MLflow's server.
     */
    static Response answer(Exchange exchange, String parameter, Place place) throws IOException {
        String sent = exchange.queryParameter(parameter);
        if (sent == null) {
            return HtmlPages.of(400);
        }
        ArtifactPath path = ArtifactPath.parse(sent);
        ArtifactLocator.Location location = place.find();
        ArtifactPath whole = location.resolve(path);
        try {
            return Download.of(exchange, location.store().open(whole), nameOf(whole))
                    .withHeader("Cache-Control", "no-cache");
        } catch (DirectoryException e) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, e.message(), e);
        }
    }

    /** The file's own name, also where the client put a slash behind it. */
    private static String nameOf(ArtifactPath file) {
        return file.isRoot() ? file.name() : file.segments().getLast();
    }
}
