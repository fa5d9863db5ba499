package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a store adds whose files clients may send and fetch by themselves: addresses that it signs for them, so that the bytes
 * need not pass through this server and the client needs no credentials.
 */
public interface SignedAccess {

    /** The most parts that an upload may have. */
    int MOST_PARTS = 10_000;

    /**
     * A request that anybody may send who holds it.
     *
     * @param url the address, signature included; not to be logged
     * @param headers headers that it has to be sent with
     */
    record SignedRequest(String url, Map<String, String> headers) {}

    /**
     * An upload in parts that has begun.
     *
     * @param id names it to {@link #complete} and {@link #abort}; empty in stores where the file's name does
     * @param parts a PUT for each part, in order
     */
    record PartedUpload(String id, List<SignedRequest> parts) {}

    /**
     * A part that a client has sent.
     *
     * @param number counted from 1
     * @param etag what the store answered to it
     * @param url the address that it was sent to; empty where the client does not say
     */
    record SentPart(int number, String etag, String url) {}

    /**
     * A GET of a file.
     *
     * @param life how long the address is of use
     * @throws ApiException {@code RESOURCE_DOES_NOT_EXIST} when there is no such file
     */
    SignedRequest download(ArtifactPath file, Duration life) throws IOException;

    /**
     * A PUT of a file, in place of a former one.
     *
     * @throws ApiException 400 when the path ends with a slash
     */
    SignedRequest upload(ArtifactPath file, Duration life) throws IOException;

    /**
     * Begins the upload of a file in parts.
     *
     * @param parts at most {@link #MOST_PARTS}
     * @param life how long the addresses of the parts are of use
     */
    PartedUpload begin(ArtifactPath file, int parts, Duration life) throws IOException;

    /**
     * Makes a file of the parts.
     *
     * @throws ApiException 400 when there is no such upload, or the parts are not those that were sent
     */
    void complete(ArtifactPath file, String upload, List<SentPart> parts) throws IOException;

    /** Gives an upload up, and the room of its parts with it; nothing happens when there is no such upload. */
    void abort(ArtifactPath file, String upload) throws IOException;
}
