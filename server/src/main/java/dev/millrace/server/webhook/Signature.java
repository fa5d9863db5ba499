package dev.millrace.server.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a receiver knows that a delivery is from here: an HMAC over its id, its time and its body. */
final class Signature {
    private Signature() {}

    /**
     * The value of the header {@code X-MLflow-Signature}.
     *
     * @param secret of the webhook; not empty
     * @param time in seconds, as it is sent
     */
    static String of(String secret, String deliveryId, String time, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature =
                    mac.doFinal("%s.%s.%s".formatted(deliveryId, time, body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC", e);
        }
    }
}
