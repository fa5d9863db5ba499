package dev.millrace.artifacts.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.artifacts.FakeGcsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What fake-gcs-server lacks, in front of it: the multipart uploads of the XML API, the check of signatures, the metadata of
 * a machine and signBlob of the IAM Service Account Credentials API. All else goes on to it.
 */
final class FakeGoogle implements AutoCloseable {

    private static final Pattern PART =
            Pattern.compile("<PartNumber>(\\d+)</PartNumber>\\s*<ETag>(?:\"|&quot;)?(\\w+)(?:\"|&quot;)?</ETag>");
    private static final Pattern PAYLOAD = Pattern.compile("\"payload\"\\s*:\\s*\"([^\"]+)\"");
    private static final Set<String> NOT_FORWARDED =
            Set.of("host", "content-length", "connection", "transfer-encoding");

    private record Answer(int status, String type, byte[] body, Map<String, String> headers) {
        static Answer of(int status, String type, String body) {
            return new Answer(status, type, body.getBytes(UTF_8), Map.of());
        }

        static Answer error(int status, String code) {
            return of(status, "application/xml", "<Error><Code>" + code + "</Code></Error>");
        }
    }

    private final FakeGcsServer gcs;
    private final ServiceAccount account;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Map<Integer, byte[]>> uploads = new ConcurrentHashMap<>();

    /** Requests to sign, with the token that each came with. */
    final List<String> signBlobTokens = new ArrayList<>();

    private FakeGoogle(FakeGcsServer gcs, ServiceAccount account, HttpServer server) {
        this.gcs = gcs;
        this.account = account;
        this.server = server;
    }

    static FakeGoogle start(ServiceAccount account) throws Exception {
        FakeGcsServer gcs = FakeGcsServer.start();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var google = new FakeGoogle(gcs, account, server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", google::handle);
        server.start();
        return google;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Answer answer = answer(exchange, body);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Answer answer(HttpExchange exchange, byte[] body)
            throws IOException, GeneralSecurityException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = SignedRequests.query(exchange);
        if (query.containsKey("X-Goog-Algorithm") && !SignedRequests.isSigned(exchange, account)) {
            return Answer.error(403, "SignatureDoesNotMatch");
        }
        if (path.startsWith("/computeMetadata/")) {
            return metadata(path);
        }
        if (path.endsWith(":signBlob")) {
            return signBlob(exchange, body);
        }
        if (query.containsKey("uploads")) {
            String upload = UUID.randomUUID().toString();
            uploads.put(upload, new TreeMap<>());
            return Answer.of(
                    200,
                    "application/xml",
                    "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>" + upload
                            + "</UploadId></InitiateMultipartUploadResult>");
        }
        return query.containsKey("uploadId")
                ? upload(exchange, path, query, body)
                : forward(exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange, body);
    }

    private Answer metadata(String path) {
        if (path.endsWith("/email")) {
            return Answer.of(200, "text/plain", account.email());
        }
        if (path.endsWith("/token")) {
            return Answer.of(
                    200,
                    "application/json",
                    "{\"access_token\": \"token-of-the-machine\", \"expires_in\": 3600, \"token_type\": \"Bearer\"}");
        }
        return Answer.of(404, "text/plain", "");
    }

    private Answer signBlob(HttpExchange exchange, byte[] body) throws GeneralSecurityException {
        signBlobTokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
        var payload = PAYLOAD.matcher(new String(body, UTF_8));
        if (!payload.find()) {
            return Answer.of(400, "application/json", "{}");
        }
        byte[] signed = account.sign(Base64.getDecoder().decode(payload.group(1)));
        return Answer.of(
                200,
                "application/json",
                "{\"keyId\": \"1\", \"signedBlob\": \"" + Base64.getEncoder().encodeToString(signed) + "\"}");
    }

    private Answer upload(HttpExchange exchange, String path, Map<String, String> query, byte[] body)
            throws IOException, InterruptedException {
        String upload = query.getOrDefault("uploadId", "");
        Map<Integer, byte[]> parts = uploads.get(upload);
        if (parts == null) {
            return Answer.error(404, "NoSuchUpload");
        }
        return switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                if (!query.containsKey("X-Goog-Signature")) {
                    yield Answer.error(403, "AccessDenied");
                }
                int number = Integer.parseInt(query.getOrDefault("partNumber", "0"));
                parts.put(number, body);
                yield new Answer(200, "text/plain", new byte[0], Map.of("ETag", "\"" + tag(number, body) + "\""));
            }
            case "DELETE" -> {
                uploads.remove(upload);
                yield Answer.of(204, "text/plain", "");
            }
            default -> complete(exchange, path, upload, parts, new String(body, UTF_8));
        };
    }

    private Answer complete(HttpExchange exchange, String path, String upload, Map<Integer, byte[]> parts, String asked)
            throws IOException, InterruptedException {
        List<MatchResult> listed = PART.matcher(asked).results().toList();
        byte[] whole = new byte[0];
        for (MatchResult each : listed) {
            int number = Integer.parseInt(each.group(1));
            byte[] part = parts.get(number);
            if (part == null || !tag(number, part).equals(each.group(2))) {
                return Answer.error(400, "InvalidPart");
            }
            byte[] longer = Arrays.copyOf(whole, whole.length + part.length);
            System.arraycopy(part, 0, longer, whole.length, part.length);
            whole = longer;
        }
        uploads.remove(upload);
        String[] names = path.substring(1).split("/", 2);
        Answer made = forward(
                "POST",
                "/upload/storage/v1/b/%s/o?uploadType=media&name=%s"
                        .formatted(names[0], URLEncoder.encode(names[1], UTF_8)),
                exchange,
                whole);
        return made.status() == 200
                ? Answer.of(
                        200,
                        "application/xml",
                        "<CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket><Key>k</Key><ETag>\"e\"</ETag>"
                                + "</CompleteMultipartUploadResult>")
                : made;
    }

    private static String tag(int number, byte[] part) {
        return number + "x" + Integer.toHexString(Arrays.hashCode(part));
    }

    private Answer forward(String method, String target, HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        URI behind = URI.create(String.valueOf(gcs.environment().get("STORAGE_EMULATOR_HOST")));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind + target))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                headers.put(name, values.getFirst());
            }
        });
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse("text/plain"),
                response.body(),
                headers);
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
        gcs.close();
    }
}
