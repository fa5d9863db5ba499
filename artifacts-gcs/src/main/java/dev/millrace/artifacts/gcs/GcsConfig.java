package dev.millrace.artifacts.gcs;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How Google Cloud Storage is reached, by the variables that Google's libraries read.
 *
 * @param emulator where a server listens that stands for Google's, which wants no credentials; null for Google's own
 * @param keyFile the file with credentials; null where the library has to look for them
 * @param project what requests are accounted to where a bucket says nothing; objects do not ask for it
 */
record GcsConfig(@Nullable URI emulator, @Nullable Path keyFile, String project) {

    private static final String WRONG = "STORAGE_EMULATOR_HOST must be an address such as http://localhost:4443";

    /** @throws ApiException {@code INVALID_PARAMETER_VALUE}, naming the variable, where a value makes no sense */
    static GcsConfig of(Map<String, String> environment) {
        String keyFile = environment.getOrDefault("GOOGLE_APPLICATION_CREDENTIALS", "");
        return new GcsConfig(
                emulator(environment.getOrDefault("STORAGE_EMULATOR_HOST", "")),
                keyFile.isBlank() ? null : Path.of(keyFile),
                environment.getOrDefault("GOOGLE_CLOUD_PROJECT", "unset"));
    }

    private static @Nullable URI emulator(String value) {
        if (value.isBlank()) {
            return null;
        }
        try {
            // Some tools take a host and a port alone.
            URI uri = URI.create(value.contains("://") ? value : "http://" + value);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, WRONG, e);
        }
        throw ApiException.invalid(WRONG);
    }
}
