package dev.millrace.artifacts.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.ObjectKeys;
import dev.millrace.artifacts.RemotePatience;
import dev.millrace.artifacts.RemoteStores;
import dev.millrace.artifacts.SignedAccess;
import dev.millrace.artifacts.TransferBudget;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The stores of addresses {@code wasbs:} and {@code abfss:}, with a client of Azure's library for each storage account. */
public final class AzureStores implements RemoteStores {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private final AzureConfig config;
    private final HttpClient http;
    private final Map<String, BlobServiceClient> clients = new ConcurrentHashMap<>();
    private final TransferBudget budget = TransferBudget.ofHeap();
    private @Nullable TokenCredential credential;

    /** @param environment the variables, see {@link AzureConfig} */
    public AzureStores(Map<String, String> environment) {
        this(
                AzureConfig.of(environment),
                new JdkHttpClientBuilder()
                        .connectionTimeout(RemotePatience.CONNECT)
                        .responseTimeout(RemotePatience.SILENCE)
                        .readTimeout(RemotePatience.SILENCE)
                        .writeTimeout(RemotePatience.SILENCE)
                        .build(),
                null);
    }

    /** @param credential the identity; null for the one that the library finds, looked for when it is needed */
    AzureStores(AzureConfig config, HttpClient http, @Nullable TokenCredential credential) {
        this.config = config;
        this.http = http;
        this.credential = credential;
    }

    @Override
    public ArtifactStore of(ArtifactUri root) {
        AzureAddress address = AzureAddress.of(root);
        BlobServiceClient client = clients.computeIfAbsent(address.endpoint(), endpoint -> client(address));
        BlobContainerClient container = client.getBlobContainerClient(address.container());
        ObjectKeys keys = ObjectKeys.below(root);
        SignedAccess signed = switch (config.signing()) {
            case ACCOUNT_KEY -> new AzureSignedAccess(client, container, keys, true);
            case DELEGATION_KEY -> new AzureSignedAccess(client, container, keys, false);
            case NOTHING -> null;
        };
        return new AzureArtifactStore(container, keys, signed, budget);
    }

    /** The library's clients hold nothing that would have to be ended. */
    @Override
    public void close() {
        clients.clear();
    }

    private BlobServiceClient client(AzureAddress address) {
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .httpClient(http)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL,
                        RemotePatience.ATTEMPTS,
                        RemotePatience.SILENCE,
                        FIRST_PAUSE,
                        LONGEST_PAUSE,
                        null));
        String connection = config.connection();
        if (connection != null) {
            BlobServiceClient client = connected(builder, connection);
            // Else one blob would have as many addresses as there are names, and rules about places could be evaded.
            if (!address.account().equalsIgnoreCase(client.getAccountName())) {
                throw ApiException.invalid(
                        "The artifact location's account '%s' is not that of AZURE_STORAGE_CONNECTION_STRING, '%s', which this server works with. Where the string has an address of its own, put AccountName=… into it."
                                .formatted(address.account(), client.getAccountName()));
            }
            return client;
        }
        builder.endpoint(address.endpoint());
        String accountKey = config.accountKey();
        String sasToken = config.sasToken();
        if (accountKey != null) {
            builder.credential(new StorageSharedKeyCredential(address.account(), accountKey));
        } else if (sasToken != null) {
            builder.sasToken(sasToken);
        } else {
            builder.credential(credential());
        }
        return builder.buildClient();
    }

    /** The refusal names the variable alone, since the library repeats the value, which holds the key. */
    private static BlobServiceClient connected(BlobServiceClientBuilder builder, String connection) {
        try {
            return builder.connectionString(connection).buildClient();
        } catch (RuntimeException unreadable) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "AZURE_STORAGE_CONNECTION_STRING is no connection string of an Azure storage account");
        }
    }

    /** One for all accounts, since it keeps the tokens. */
    private synchronized TokenCredential credential() {
        if (credential == null) {
            credential = new DefaultAzureCredentialBuilder().httpClient(http).build();
        }
        return credential;
    }
}
