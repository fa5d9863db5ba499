package dev.millrace.artifacts.s3;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The arguments for uploads that MLflow takes from a variable, as JSON with the names of Amazon's API, and the headers that
 * say the same (Amazon S3 API reference, PutObject).
 */
final class UploadArguments {

    static final String VARIABLE = "MLFLOW_S3_UPLOAD_EXTRA_ARGS";

    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("ACL", "x-amz-acl"),
            Map.entry("CacheControl", "Cache-Control"),
            Map.entry("ContentDisposition", "Content-Disposition"),
            Map.entry("ContentEncoding", "Content-Encoding"),
            Map.entry("ContentLanguage", "Content-Language"),
            Map.entry("ContentType", "Content-Type"),
            Map.entry("GrantFullControl", "x-amz-grant-full-control"),
            Map.entry("GrantRead", "x-amz-grant-read"),
            Map.entry("GrantReadACP", "x-amz-grant-read-acp"),
            Map.entry("GrantWriteACP", "x-amz-grant-write-acp"),
            Map.entry("ObjectLockLegalHoldStatus", "x-amz-object-lock-legal-hold"),
            Map.entry("ObjectLockMode", "x-amz-object-lock-mode"),
            Map.entry("ObjectLockRetainUntilDate", "x-amz-object-lock-retain-until-date"),
            Map.entry("RequestPayer", "x-amz-request-payer"),
            Map.entry("SSEKMSEncryptionContext", "x-amz-server-side-encryption-context"),
            Map.entry("SSEKMSKeyId", "x-amz-server-side-encryption-aws-kms-key-id"),
            Map.entry("ServerSideEncryption", "x-amz-server-side-encryption"),
            Map.entry("StorageClass", "x-amz-storage-class"),
            Map.entry("Tagging", "x-amz-tagging"));

    private UploadArguments() {}

    /**
     * The headers for a value of the variable.
     *
     * @param json empty for none
     * @throws ApiException {@code INVALID_PARAMETER_VALUE} when it is no JSON object of texts, or an argument is unknown
     */
    static Map<String, String> headers(String json) {
        if (json.isBlank()) {
            return Map.of();
        }
        JsonValue value;
        try {
            value = Json.parse(json);
        } catch (ApiException e) {
            throw wrong();
        }
        if (!(value instanceof JsonValue.Obj arguments)) {
            throw wrong();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        arguments.members().forEach((name, argument) -> {
            String header = HEADERS.get(name);
            if (header == null) {
                throw ApiException.invalid("%s has the argument '%s'; known are %s"
                        .formatted(VARIABLE, name, String.join(", ", new TreeSet<>(HEADERS.keySet()))));
            }
            if (!(argument instanceof JsonValue.Text(String text))) {
                throw wrong();
            }
            headers.put(header, text);
        });
        return headers;
    }

    /** Without the value, which may hold what is not everybody's to read. */
    private static ApiException wrong() {
        return ApiException.invalid(VARIABLE + " must be a JSON object of texts");
    }
}
