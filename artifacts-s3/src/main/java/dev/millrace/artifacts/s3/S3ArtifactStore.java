package dev.millrace.artifacts.s3;

import dev.millrace.artifacts.Artifact;
import dev.millrace.artifacts.ArtifactEntry;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ContentTypes;
import dev.millrace.artifacts.DirectoryException;
import dev.millrace.artifacts.ObjectKeys;
import dev.millrace.artifacts.SignedAccess;
import dev.millrace.artifacts.TransferBudget;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Artifacts as objects of a bucket, below a prefix, named as MLflow's clients name them. */
final class S3ArtifactStore implements ArtifactStore {

    private final S3Client client;
    private final String bucket;
    private final ObjectKeys keys;
    private final Map<String, String> uploadHeaders;
    private final S3Presigner signer;
    private final TransferBudget budget;

    S3ArtifactStore(
            S3Client client,
            S3Presigner signer,
            String bucket,
            ObjectKeys keys,
            Map<String, String> uploadHeaders,
            TransferBudget budget) {
        this.client = client;
        this.signer = signer;
        this.bucket = bucket;
        this.keys = keys;
        this.uploadHeaders = uploadHeaders;
        this.budget = budget;
    }

    @Override
    public List<ArtifactEntry> list(ArtifactPath directory) throws IOException {
        String folder = keys.folder(directory);
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(folder)
                .delimiter("/")
                .build();
        List<ArtifactEntry> entries = new ArrayList<>();
        try {
            for (ListObjectsV2Response page : client.listObjectsV2Paginator(request)) {
                for (CommonPrefix found : page.commonPrefixes()) {
                    String name = found.prefix().substring(folder.length());
                    entries.add(new ArtifactEntry(name.substring(0, name.length() - 1), true, 0));
                }
                for (S3Object found : page.contents()) {
                    // The name of the folder itself is an empty object by which consoles show empty folders.
                    if (!found.key().endsWith("/")) {
                        entries.add(new ArtifactEntry(found.key().substring(folder.length()), false, found.size()));
                    }
                }
            }
        } catch (SdkException e) {
            throw S3Failures.of("list " + address(folder), e);
        }
        entries.sort(Comparator.comparing(ArtifactEntry::name));
        return entries;
    }

    @Override
    public Artifact open(ArtifactPath file) throws IOException {
        String key = keys.of(file);
        try {
            if (!file.isRoot()) {
                HeadObjectResponse head =
                        client.headObject(request -> request.bucket(bucket).key(key));
                return new S3Artifact(client, bucket, key, head);
            }
        } catch (S3Exception e) {
            if (!S3Failures.isMissing(e)) {
                throw S3Failures.of("read " + address(key), e);
            }
        } catch (SdkException e) {
            throw S3Failures.of("read " + address(key), e);
        }
        if (isDirectory(keys.folder(file))) {
            throw new DirectoryException(file);
        }
        throw file.missing();
    }

    @Override
    public void write(ArtifactPath file, InputStream content) throws IOException {
        String key = keys.ofNew(file);
        try {
            new S3Upload(client, bucket, key, ContentTypes.of(file.name()), uploadHeaders, budget).send(content);
        } catch (SdkException e) {
            throw S3Failures.of("write " + address(key), e);
        }
    }

    @Override
    public void delete(ArtifactPath path) throws IOException {
        String key = keys.of(path);
        ListObjectsV2Request below = ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(keys.folder(path))
                .build();
        try {
            if (!path.isRoot()) {
                client.deleteObject(request -> request.bucket(bucket).key(key));
            }
            for (ListObjectsV2Response page : client.listObjectsV2Paginator(below)) {
                delete(page.contents());
            }
        } catch (SdkException e) {
            throw S3Failures.of("delete " + address(key), e);
        }
    }

    @Override
    public SignedAccess signedAccess() {
        return new S3SignedAccess(client, signer, bucket, keys, uploadHeaders);
    }

    private void delete(List<S3Object> objects) throws IOException {
        if (objects.isEmpty()) {
            return;
        }
        List<ObjectIdentifier> names = objects.stream()
                .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                .toList();
        DeleteObjectsResponse answer = client.deleteObjects(request ->
                request.bucket(bucket).delete(delete -> delete.objects(names).quiet(true)));
        if (!answer.errors().isEmpty()) {
            var first = answer.errors().getFirst();
            throw new IOException("S3 refused with %s to delete %s, and %d more"
                    .formatted(
                            first.code(), address(first.key()), answer.errors().size() - 1));
        }
    }

    private boolean isDirectory(String folder) throws IOException {
        try {
            return client.listObjectsV2(
                            request -> request.bucket(bucket).prefix(folder).maxKeys(1))
                    .hasContents();
        } catch (SdkException e) {
            throw S3Failures.of("list " + address(folder), e);
        }
    }

    private String address(String key) {
        return "s3://" + bucket + "/" + key;
    }
}
