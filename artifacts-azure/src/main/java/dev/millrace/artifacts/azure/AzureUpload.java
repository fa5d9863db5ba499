package dev.millrace.artifacts.azure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import dev.millrace.artifacts.Parts;
import dev.millrace.artifacts.TransferBudget;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * The upload of one blob: in one request when it is small, else in blocks, of which nothing can be seen until their list is
 * committed. Azure forgets blocks that never are after a week. The length need not be known; one block is in memory at a
 * time.
 */
final class AzureUpload {

    private static final int BLOCK = 4 << 20;

    /** Azure takes 50,000 blocks, so those of a very large file double after so many: 1.3 TB in all. */
    private static final int EQUAL_BLOCKS = 10_000;

    private final BlockBlobClient blob;
    private final BlobHttpHeaders headers;
    private final TransferBudget budget;

    AzureUpload(BlockBlobClient blob, String contentType, TransferBudget budget) {
        this.blob = blob;
        this.budget = budget;
        this.headers = new BlobHttpHeaders().setContentType(contentType);
    }

    /** @throws IOException when the stream fails; nothing of the blob can be seen then */
    void send(InputStream content) throws IOException {
        try (var parts = new Parts(content, budget)) {
            send(parts);
        }
    }

    private void send(Parts parts) throws IOException {
        parts.next(BLOCK);
        if (parts.ended()) {
            blob.uploadWithResponse(
                    new BlockBlobSimpleUploadOptions(parts.open(), parts.length()).setHeaders(headers),
                    null,
                    Context.NONE);
            return;
        }
        String upload = UUID.randomUUID().toString();
        List<String> blocks = new ArrayList<>();
        while (parts.length() > 0) {
            String id = block(upload, blocks.size() + 1);
            blob.stageBlock(id, parts.open(), parts.length());
            blocks.add(id);
            if (parts.ended()) {
                break;
            }
            parts.next(blockAfter(blocks.size()));
        }
        blob.commitBlockListWithResponse(
                new BlockBlobCommitBlockListOptions(blocks).setHeaders(headers), null, Context.NONE);
    }

    /** The length in bytes of the block that follows so many others. */
    static int blockAfter(int sent) {
        return BLOCK << sent / EQUAL_BLOCKS;
    }

    /** The name of a block, counted from 1; those of two uploads of the same name at once must not mix. */
    static String block(String upload, int number) {
        return Base64.getEncoder()
                .encodeToString("%s-%06d".formatted(upload, number).getBytes(US_ASCII));
    }
}
