package dev.millrace.artifacts.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether a request is one that an account has signed: Google's signing process V4, "Canonical requests" and on. */
final class SignedRequests {

    private SignedRequests() {}

    static boolean isSigned(HttpExchange exchange, ServiceAccount account) throws GeneralSecurityException {
        Map<String, String> query = query(exchange);
        String signature = query.get("X-Goog-Signature");
        String scope = query.getOrDefault("X-Goog-Credential", "").replaceFirst("[^/]*/", "");
        if (signature == null) {
            return false;
        }
        String names = query.getOrDefault("X-Goog-SignedHeaders", "");
        String headers = Arrays.stream(names.split(";"))
                .map(name -> name + ":" + exchange.getRequestHeaders().getFirst(name) + "\n")
                .collect(Collectors.joining());
        String canonicalQuery = Arrays.stream(
                        exchange.getRequestURI().getRawQuery().split("&"))
                .filter(part -> !part.startsWith("X-Goog-Signature="))
                .sorted()
                .collect(Collectors.joining("&"));
        String canonical = String.join(
                "\n",
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                canonicalQuery,
                headers,
                names,
                "UNSIGNED-PAYLOAD");
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(UTF_8)));
        String signed = String.join("\n", "GOOG4-RSA-SHA256", query.get("X-Goog-Date"), scope, hash);
        return account.hasSigned(signed.getBytes(UTF_8), HexFormat.of().parseHex(signature));
    }

    static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String part : query == null ? new String[0] : query.split("&")) {
            String[] pair = part.split("=", 2);
            parameters.put(
                    URLDecoder.decode(pair[0], UTF_8), pair.length == 1 ? "" : URLDecoder.decode(pair[1], UTF_8));
        }
        return parameters;
    }
}
