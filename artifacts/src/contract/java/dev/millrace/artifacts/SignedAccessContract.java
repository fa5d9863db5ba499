package dev.millrace.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.SignedAccess.PartedUpload;
import dev.millrace.artifacts.SignedAccess.SentPart;
import dev.millrace.artifacts.SignedAccess.SignedRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every store does that lets clients reach its files by themselves. */
public abstract class SignedAccessContract {

    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final ArtifactPath FILE = ArtifactPath.parse("d/a file ü.bin");

    /** A store that is empty when the test begins; the same one each time within a test. */
    protected abstract ArtifactStore store();

    @Test
    void givesAFileToWhoHoldsItsAddress() throws Exception {
        store().write(FILE, new ByteArrayInputStream("hello world".getBytes(UTF_8)));

        SignedRequest get = access().download(FILE, LIFE);

        assertThat(send("GET", get, new byte[0], Map.of()).body()).isEqualTo("hello world");
        var part = send("GET", get, new byte[0], Map.of("Range", "bytes=6-10"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("world");
    }

    @Test
    void takesAFileFromWhoHoldsItsAddress() throws Exception {
        SignedRequest put = access().upload(FILE, LIFE);

        assertThat(send("PUT", put, "hello".getBytes(UTF_8), Map.of()).statusCode())
                .isBetween(200, 201);
        assertThat(read()).isEqualTo("hello".getBytes(UTF_8));
    }

    @Test
    void takesAFileInParts() throws Exception {
        byte[] first = new byte[5 << 20];
        Arrays.fill(first, (byte) 'a');

        PartedUpload upload = access().begin(FILE, 2, LIFE);
        List<SentPart> sent = new ArrayList<>();
        sent.add(send(1, upload, first));
        sent.add(send(2, upload, "end".getBytes(UTF_8)));
        assertThat(store().list(ArtifactPath.ROOT)).isEmpty();
        access().complete(FILE, upload.id(), sent);

        byte[] whole = Arrays.copyOf(first, first.length + 3);
        System.arraycopy("end".getBytes(UTF_8), 0, whole, first.length, 3);
        assertThat(read()).isEqualTo(whole);
    }

    @Test
    void showsNothingOfAnUploadThatIsGivenUp() throws Exception {
        PartedUpload upload = access().begin(FILE, 1, LIFE);
        SentPart part = send(1, upload, "x".getBytes(UTF_8));

        access().abort(FILE, upload.id());
        access().abort(FILE, upload.id());

        assertThat(store().list(ArtifactPath.ROOT)).isEmpty();
        assertThat(part.number()).isEqualTo(1);
    }

    @Test
    void refusesPartsThatWereNotSent() throws Exception {
        PartedUpload upload = access().begin(FILE, 2, LIFE);
        SentPart part = send(1, upload, "x".getBytes(UTF_8));

        assertThatThrownBy(() -> access().complete(
                                FILE,
                                upload.id(),
                                List.of(
                                        part,
                                        new SentPart(
                                                2,
                                                part.etag(),
                                                upload.parts().get(1).url()))))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("cannot be completed");
        assertThat(store().list(ArtifactPath.ROOT)).isEmpty();
    }

    private SignedAccess access() {
        return Objects.requireNonNull(store().signedAccess());
    }

    private SentPart send(int number, PartedUpload upload, byte[] content) throws Exception {
        SignedRequest put = upload.parts().get(number - 1);
        HttpResponse<String> answer = send("PUT", put, content, Map.of());
        assertThat(answer.statusCode()).isBetween(200, 201);
        return new SentPart(number, answer.headers().firstValue("ETag").orElse(""), put.url());
    }

    private static HttpResponse<String> send(
            String method, SignedRequest request, byte[] content, Map<String, String> headers) throws Exception {
        var builder = HttpRequest.newBuilder(URI.create(request.url()))
                .version(HttpClient.Version.HTTP_1_1)
                .method(
                        method,
                        content.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(content));
        request.headers().forEach(builder::header);
        headers.forEach(builder::header);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(builder.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private byte[] read() throws IOException {
        try (Artifact artifact = store().open(FILE)) {
            var out = new ByteArrayOutputStream();
            artifact.copyTo(out, 0, artifact.size());
            return out.toByteArray();
        }
    }
}
