package dev.millrace.artifacts.gcs;

import com.google.auth.Credentials;
import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.MultipartUploadClient;
import com.google.cloud.storage.MultipartUploadSettings;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.StorageRetryStrategy;
import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.ObjectKeys;
import dev.millrace.artifacts.RemotePatience;
import dev.millrace.artifacts.RemoteStores;
import dev.millrace.artifacts.SignedAccess;
import dev.millrace.artifacts.TransferBudget;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stores of addresses {@code gs://bucket/path}, on one client of Google's library and the JDK's HTTP connections. */
public final class GcsStores implements RemoteStores {

    private final Storage client;
    private final MultipartUploadClient uploads;
    private final @Nullable ServiceAccountSigner signer;
    private final TransferBudget budget = TransferBudget.ofHeap();

    /**
     * @param environment the variables; credentials that they do not name are looked for where Google's libraries look: the
     *     file of its command line, workload identities, the machine's own account. Where there are none, only public
     *     buckets can be read, as with MLflow
     * @throws ApiException {@code INVALID_PARAMETER_VALUE} where a variable makes no sense
     */
    public GcsStores(Map<String, String> environment) {
        this(GcsConfig.of(environment));
    }

    private GcsStores(GcsConfig config) {
        this(config, credentials(config));
    }

    /** @param credentials those of requests, except to an emulator, and of signatures where they can sign */
    GcsStores(GcsConfig config, Credentials credentials) {
        HttpStorageOptions options = options(config, credentials);
        this.client = options.getService();
        this.uploads = MultipartUploadClient.create(MultipartUploadSettings.of(options));
        this.signer = credentials instanceof ServiceAccountSigner able ? able : null;
    }

    @Override
    public ArtifactStore of(ArtifactUri root) {
        String bucket = root.authority();
        if (bucket.isEmpty()) {
            throw ApiException.invalid("The artifact location '" + root + "' names no bucket. Use gs://bucket/path.");
        }
        ObjectKeys keys = ObjectKeys.below(root);
        SignedAccess signed = signer == null ? null : new GcsSignedAccess(client, uploads, signer, bucket, keys);
        return new GcsArtifactStore(client, bucket, keys, signed, budget);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            // The process ends, or the stores are not used any more: nobody could do better.
            throw new IllegalStateException("The client of Google Cloud Storage does not close", e);
        }
    }

    private static HttpStorageOptions options(GcsConfig config, Credentials credentials) {
        HttpStorageOptions.Builder options = StorageOptions.http()
                .setProjectId(config.project())
                .setCredentials(config.emulator() == null ? credentials : NoCredentials.getInstance())
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setConnectTimeout((int) RemotePatience.CONNECT.toMillis())
                        .setReadTimeout((int) RemotePatience.SILENCE.toMillis())
                        .build())
                // All that is sent here has the same effect when it is sent twice.
                .setStorageRetryStrategy(StorageRetryStrategy.getUniformStorageRetryStrategy())
                .setRetrySettings(StorageOptions.getDefaultRetrySettings().toBuilder()
                        .setMaxAttempts(RemotePatience.ATTEMPTS)
                        .build());
        URI emulator = config.emulator();
        if (emulator != null) {
            options.setHost(emulator.toString());
        }
        return options.build();
    }

    private static Credentials credentials(GcsConfig config) {
        Path keyFile = config.keyFile();
        if (keyFile != null) {
            try (InputStream key = Files.newInputStream(keyFile)) {
                return GoogleCredentials.fromStream(key);
            } catch (IOException e) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "GOOGLE_APPLICATION_CREDENTIALS names no file with Google's credentials: " + keyFile,
                        e);
            }
        }
        if (config.emulator() != null) {
            return NoCredentials.getInstance();
        }
        try {
            return GoogleCredentials.getApplicationDefault();
        } catch (IOException nowhere) {
            return NoCredentials.getInstance();
        }
    }
}
