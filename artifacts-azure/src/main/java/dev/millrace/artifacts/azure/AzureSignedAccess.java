package dev.millrace.artifacts.azure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ContentTypes;
import dev.millrace.artifacts.ObjectKeys;
import dev.millrace.artifacts.SignedAccess;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The addresses that let clients reach blobs by themselves: shared access signatures. */
final class AzureSignedAccess implements SignedAccess {

    private static final int BAD_REQUEST = 400;

    /** Clocks differ a little. */
    private static final Duration EARLIER = Duration.ofMinutes(5);

    private final BlobServiceClient service;
    private final BlobContainerClient container;
    private final ObjectKeys keys;
    private final boolean hasKey;

    /**
     * @param hasKey whether the client has the account's key to sign with; else its identity is lent one by Azure, a user
     *     delegation key
     */
    AzureSignedAccess(BlobServiceClient service, BlobContainerClient container, ObjectKeys keys, boolean hasKey) {
        this.service = service;
        this.container = container;
        this.keys = keys;
        this.hasKey = hasKey;
    }

    /** A browser that follows it saves the file, and shows nothing of it as a page. */
    @Override
    public SignedRequest download(ArtifactPath file, Duration life) throws IOException {
        BlobClient blob = container.getBlobClient(keys.of(file));
        String signature =
                sign(blob, new BlobSasPermission().setReadPermission(true), life, ContentTypes.attachment(file.name()));
        return new SignedRequest(blob.getBlobUrl() + "?" + signature, Map.of());
    }

    @Override
    public SignedRequest upload(ArtifactPath file, Duration life) throws IOException {
        BlobClient blob = container.getBlobClient(keys.ofNew(file));
        return new SignedRequest(
                blob.getBlobUrl() + "?" + sign(blob, writing(), life, null),
                Map.of("x-ms-blob-type", "BlockBlob", "Content-Type", ContentTypes.of(file.name())));
    }

    /** Azure knows no uploads but blocks that belong to a blob; the id here keeps those of two uploads apart. */
    @Override
    public PartedUpload begin(ArtifactPath file, int parts, Duration life) throws IOException {
        BlobClient blob = container.getBlobClient(keys.ofNew(file));
        String upload = UUID.randomUUID().toString();
        String signature = sign(blob, writing(), life, null);
        List<SignedRequest> requests = new ArrayList<>();
        for (int number = 1; number <= parts; number++) {
            String block = URLEncoder.encode(AzureUpload.block(upload, number), US_ASCII);
            requests.add(
                    new SignedRequest(blob.getBlobUrl() + "?comp=block&blockid=" + block + "&" + signature, Map.of()));
        }
        return new PartedUpload(upload, requests);
    }

    @Override
    public void complete(ArtifactPath file, String upload, List<SentPart> parts) throws IOException {
        List<String> blocks = parts.stream()
                .map(part -> AzureUpload.block(upload, part.number()))
                .toList();
        try {
            container
                    .getBlobClient(keys.ofNew(file))
                    .getBlockBlobClient()
                    .commitBlockListWithResponse(
                            new BlockBlobCommitBlockListOptions(blocks)
                                    .setHeaders(new BlobHttpHeaders().setContentType(ContentTypes.of(file.name()))),
                            null,
                            Context.NONE);
        } catch (BlobStorageException e) {
            if (e.getStatusCode() == BAD_REQUEST) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "The upload of '" + file + "' cannot be completed: " + e.getErrorCode(),
                        e);
            }
            throw AzureFailures.of("write " + container.getBlobContainerName() + "/" + keys.of(file), e);
        }
    }

    /** Nothing to do: Azure forgets blocks that are never committed after a week, and can be told nothing of them before. */
    @Override
    public void abort(ArtifactPath file, String upload) {
        keys.ofNew(file);
    }

    private static BlobSasPermission writing() {
        return new BlobSasPermission().setCreatePermission(true).setWritePermission(true);
    }

    private String sign(BlobClient blob, BlobSasPermission permission, Duration life, @Nullable String disposition)
            throws IOException {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        OffsetDateTime end = now.plus(life);
        var values = new BlobServiceSasSignatureValues(end, permission);
        if (disposition != null) {
            values.setContentDisposition(disposition);
        }
        if (hasKey) {
            return blob.generateSas(values);
        }
        OffsetDateTime start = now.minus(EARLIER);
        try {
            return blob.generateUserDelegationSas(values.setStartTime(start), service.getUserDelegationKey(start, end));
        } catch (BlobStorageException e) {
            throw AzureFailures.of("sign " + container.getBlobContainerName() + "/" + blob.getBlobName(), e);
        }
    }
}
