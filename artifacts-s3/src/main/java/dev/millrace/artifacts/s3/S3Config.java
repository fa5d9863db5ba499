package dev.millrace.artifacts.s3;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How S3 is reached, by the variables that MLflow and the AWS tools read.
 *
 * @param endpoint where another service than Amazon's listens; null for Amazon's own
 * @param region null where the SDK has to find it
 * @param pathStyle whether the bucket stands in the path instead of the host name
 * @param checksTls whether certificates are verified
 * @param signs whether requests bear a signature; public buckets need none
 * @param bucketOwner the account that every bucket has to belong to, or null
 * @param uploadHeaders headers that every new object is sent with, also by clients with a signed address
 * @param key a key that stands in the variables; null where the SDK has to look for credentials
 * @param profile the part of the files of AWS's tools that it looks in; null for the default one
 */
record S3Config(
        @Nullable URI endpoint,
        @Nullable String region,
        boolean pathStyle,
        boolean checksTls,
        boolean signs,
        @Nullable String bucketOwner,
        Map<String, String> uploadHeaders,
        @Nullable AccessKey key,
        @Nullable String profile) {

    /** The header by which S3 refuses a request where the bucket belongs to another account. */
    static final String BUCKET_OWNER = "x-amz-expected-bucket-owner";

    /**
     * @param id the public part
     * @param session the token of a temporary key, or null
     */
    record AccessKey(String id, String secret, @Nullable String session) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return "AccessKey[" + id + "]";
        }
    }

    /** @throws ApiException {@code INVALID_PARAMETER_VALUE}, naming the variable, where a value makes no sense */
    static S3Config of(Map<String, String> environment) {
        URI endpoint = endpoint(environment);
        String owner = first(environment, "MLFLOW_S3_EXPECTED_BUCKET_OWNER");
        Map<String, String> uploadHeaders =
                new LinkedHashMap<>(UploadArguments.headers(environment.getOrDefault(UploadArguments.VARIABLE, "")));
        if (owner != null) {
            uploadHeaders.put(BUCKET_OWNER, owner);
        }
        String style = environment.getOrDefault("MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE", "auto");
        return new S3Config(
                endpoint,
                first(environment, "AWS_REGION", "AWS_DEFAULT_REGION"),
                endpoint == null ? style.equals("path") : !style.equals("virtual"),
                !isOn(environment, "MLFLOW_S3_IGNORE_TLS"),
                !environment
                        .getOrDefault("MLFLOW_EXPERIMENTAL_S3_SIGNATURE_VERSION", "")
                        .equalsIgnoreCase("unsigned"),
                owner,
                uploadHeaders,
                key(environment),
                first(environment, "AWS_PROFILE"));
    }

    private static @Nullable URI endpoint(Map<String, String> environment) {
        for (String name : new String[] {"MLFLOW_S3_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"}) {
            String value = first(environment, name);
            if (value == null) {
                continue;
            }
            try {
                URI uri = URI.create(value);
                if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, wrongEndpoint(name), e);
            }
            throw ApiException.invalid(wrongEndpoint(name));
        }
        return null;
    }

    private static String wrongEndpoint(String variable) {
        return variable + " must be an address such as https://host:9000";
    }

    private static @Nullable AccessKey key(Map<String, String> environment) {
        String id = first(environment, "AWS_ACCESS_KEY_ID");
        String secret = first(environment, "AWS_SECRET_ACCESS_KEY");
        return id == null || secret == null ? null : new AccessKey(id, secret, first(environment, "AWS_SESSION_TOKEN"));
    }

    private static boolean isOn(Map<String, String> environment, String variable) {
        String value = environment.getOrDefault(variable, "false").toLowerCase(Locale.ROOT);
        return switch (value) {
            case "true", "1" -> true;
            case "false", "0", "" -> false;
            default -> throw ApiException.invalid(variable + " must be true, false, 1 or 0");
        };
    }

    /** The first of these variables that is set and not empty. */
    private static @Nullable String first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }
}
