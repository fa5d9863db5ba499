package dev.millrace.artifacts.azure;

import dev.millrace.api.ApiException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How Azure's storage is reached, by the variables that MLflow reads. The first of them that is set counts; where none is,
 * the library looks for credentials: its own variables, workload identities, managed identities, Azure's command line.
 *
 * @param connection an address and a key in one; where it is set, no other account can be used
 * @param accountKey the key of the account
 * @param sasToken a signature that allows some requests, without question mark
 */
record AzureConfig(
        @Nullable String connection,
        @Nullable String accountKey,
        @Nullable String sasToken) {

    /** @throws ApiException {@code INVALID_PARAMETER_VALUE}, naming the variable, where a value makes no sense */
    static AzureConfig of(Map<String, String> environment) {
        String sasToken = given(environment, "AZURE_STORAGE_SAS_TOKEN");
        return new AzureConfig(
                given(environment, "AZURE_STORAGE_CONNECTION_STRING"),
                key(given(environment, "AZURE_STORAGE_ACCESS_KEY")),
                sasToken != null && sasToken.startsWith("?") ? sasToken.substring(1) : sasToken);
    }

    /** What signatures for clients can be made with. */
    enum Signing {
        ACCOUNT_KEY,
        /** A key that Azure lends to an identity. */
        DELEGATION_KEY,
        NOTHING
    }

    Signing signing() {
        if (connection != null) {
            return connection.contains("AccountKey=") ? Signing.ACCOUNT_KEY : Signing.NOTHING;
        }
        if (accountKey != null) {
            return Signing.ACCOUNT_KEY;
        }
        return sasToken != null ? Signing.NOTHING : Signing.DELEGATION_KEY;
    }

    /** Else the library would find out at each request that signs with it. */
    private static @Nullable String key(@Nullable String key) {
        try {
            if (key != null) {
                Base64.getDecoder().decode(key);
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("AZURE_STORAGE_ACCESS_KEY is no key of an Azure storage account");
        }
    }

    private static @Nullable String given(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** All of it is secret. */
    @Override
    public String toString() {
        return "AzureConfig[%s]"
                .formatted(
                        connection != null
                                ? "connection string"
                                : accountKey != null ? "account key" : sasToken != null ? "SAS token" : "default");
    }
}
