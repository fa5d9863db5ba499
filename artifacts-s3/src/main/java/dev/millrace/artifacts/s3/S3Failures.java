package dev.millrace.artifacts.s3;

import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the SDK throws, as the rest of the server knows failures. */
final class S3Failures {

    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    private S3Failures() {}

    /** Whether the answer was that the object is not there. */
    static boolean isMissing(S3Exception e) {
        return e.statusCode() == NOT_FOUND && !"NoSuchBucket".equals(code(e));
    }

    /**
     * The failure of a request.
     *
     * @param request what was asked, for the message: {@code list s3://bucket/path}
     */
    static IOException of(String request, SdkException e) {
        if (!(e instanceof S3Exception answer)) {
            return new IOException("S3 gave no answer to: " + request, e);
        }
        if (answer.statusCode() == PRECONDITION_FAILED) {
            return new IOException("The artifact was replaced while it was read: " + request, e);
        }
        return new IOException(
                "S3 refused with %d %s (request id %s): %s"
                        .formatted(answer.statusCode(), code(answer), answer.requestId(), request),
                e);
    }

    /** Amazon's name for what is wrong; empty where the answer has none. */
    static String code(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        // Answers to HEAD have no body that would say more.
        return code == null ? "without reason" : code;
    }
}
