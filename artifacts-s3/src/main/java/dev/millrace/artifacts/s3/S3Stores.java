package dev.millrace.artifacts.s3;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.ObjectKeys;
import dev.millrace.artifacts.RemotePatience;
import dev.millrace.artifacts.RemoteStores;
import dev.millrace.artifacts.TransferBudget;
import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.utils.AttributeMap;

/** The stores of addresses {@code s3://bucket/path}, on one client of the AWS SDK and the JDK's HTTP connections. */
public final class S3Stores implements RemoteStores {

    private final S3Config config;
    private final S3Client client;
    private final S3Presigner signer;
    private final TransferBudget budget = TransferBudget.ofHeap();

    /**
     * @param environment the variables; credentials that they do not hold are looked for where the SDK looks: profiles, web
     *     identities, containers, instances
     * @throws ApiException {@code INVALID_PARAMETER_VALUE} where a variable makes no sense
     */
    public S3Stores(Map<String, String> environment) {
        this(S3Config.of(environment));
    }

    S3Stores(S3Config config) {
        this.config = config;
        this.client = client(config);
        this.signer = signer(config);
    }

    @Override
    public ArtifactStore of(ArtifactUri root) {
        return store(root);
    }

    S3ArtifactStore store(ArtifactUri root) {
        String bucket = root.authority();
        if (bucket.isEmpty()) {
            throw ApiException.invalid("The artifact location '" + root + "' names no bucket. Use s3://bucket/path.");
        }
        return new S3ArtifactStore(client, signer, bucket, ObjectKeys.below(root), config.uploadHeaders(), budget);
    }

    @Override
    public void close() {
        client.close();
        signer.close();
    }

    static S3Client client(S3Config config) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http(config))
                .credentialsProvider(credentials(config))
                .region(region(config))
                .forcePathStyle(config.pathStyle())
                // A question in advance whether a body may be sent is not worth its time for parts of this size.
                .serviceConfiguration(s3 -> s3.expectContinueEnabled(false))
                .overrideConfiguration(calls(config));
        if (config.endpoint() == null) {
            return builder.crossRegionAccessEnabled(true).build();
        }
        // Many services that speak S3 do not know the checksums which Amazon's has added. For deleting many objects at
        // once they want the older one, which these replaced.
        return builder.endpointOverride(config.endpoint())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .addPlugin(LegacyMd5Plugin.create())
                .build();
    }

    private static S3Presigner signer(S3Config config) {
        S3Presigner.Builder builder = S3Presigner.builder()
                .credentialsProvider(credentials(config))
                .region(region(config))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(config.pathStyle())
                        .build());
        URI endpoint = config.endpoint();
        return endpoint == null
                ? builder.build()
                : builder.endpointOverride(endpoint).build();
    }

    private static ClientOverrideConfiguration calls(S3Config config) {
        ClientOverrideConfiguration.Builder calls = ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(RemotePatience.ATTEMPTS)
                        .build());
        String owner = config.bucketOwner();
        return owner == null
                ? calls.build()
                : calls.putHeader(S3Config.BUCKET_OWNER, owner).build();
    }

    private static SdkHttpClient http(S3Config config) {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(RemotePatience.CONNECT)
                .socketTimeout(RemotePatience.SILENCE)
                .buildWithDefaults(AttributeMap.builder()
                        .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, !config.checksTls())
                        .build());
    }

    static AwsCredentialsProvider credentials(S3Config config) {
        if (!config.signs()) {
            return AnonymousCredentialsProvider.create();
        }
        S3Config.AccessKey key = config.key();
        if (key == null) {
            return DefaultCredentialsProvider.builder()
                    .profileName(config.profile())
                    .build();
        }
        String session = key.session();
        return StaticCredentialsProvider.create(
                session == null
                        ? AwsBasicCredentials.create(key.id(), key.secret())
                        : AwsSessionCredentials.create(key.id(), key.secret(), session));
    }

    /** Where nothing names a region, the one that Amazon's tools take for S3; its answers lead to the right one. */
    static Region region(S3Config config) {
        String named = config.region();
        if (named != null) {
            return Region.of(named);
        }
        if (config.endpoint() != null) {
            return Region.US_EAST_1;
        }
        try {
            return DefaultAwsRegionProviderChain.builder()
                    .profileName(config.profile())
                    .build()
                    .getRegion();
        } catch (SdkClientException nowhere) {
            return Region.US_EAST_1;
        }
    }
}
