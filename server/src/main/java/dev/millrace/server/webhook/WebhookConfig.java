package dev.millrace.server.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How webhooks are kept and delivered, by MLflow's variables.
 *
 * @param encryptionKey the Fernet key of secrets, of {@code MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY}; null for one that ends
 *     with the process
 * @param timeout of one attempt, of {@code MLFLOW_WEBHOOK_REQUEST_TIMEOUT} in seconds
 * @param retries after the first attempt, of {@code MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES}
 * @param workers attempts at the same time, of {@code MLFLOW_WEBHOOK_DELIVERY_MAX_WORKERS}
 * @param schemes of addresses, of {@code MLFLOW_WEBHOOK_ALLOWED_SCHEMES}; no others than http and https are possible
 * @param privateAddresses whether a delivery may go to an address that is not public, of
 *     {@code MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS}
 * @param pause before the second retry; doubled before each further one
 */
public record WebhookConfig(
        @Nullable String encryptionKey,
        Duration timeout,
        int retries,
        int workers,
        List<String> schemes,
        boolean privateAddresses,
        Duration pause) {
    private static final String KEY = "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY";

    /** MLflow's defaults. */
    public static final WebhookConfig DEFAULT =
            new WebhookConfig(null, Duration.ofSeconds(30), 3, 10, List.of("https"), false, Duration.ofSeconds(2));

    /** @throws IllegalArgumentException where the encryption key is none */
    public WebhookConfig {
        if (encryptionKey != null) {
            try {
                Fernet.of(encryptionKey, Clock.systemUTC());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(KEY + " cannot be used: " + e.getMessage(), e);
            }
        }
    }

    /** @throws IllegalArgumentException where a variable has a value that it cannot have */
    public static WebhookConfig of(Map<String, String> environment) {
        String schemes = text(environment, "MLFLOW_WEBHOOK_ALLOWED_SCHEMES");
        String open = text(environment, "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS");
        return new WebhookConfig(
                text(environment, KEY),
                Duration.ofSeconds(number(environment, "MLFLOW_WEBHOOK_REQUEST_TIMEOUT", 30, 1, 3600)),
                number(environment, "MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES", 3, 0, 100),
                number(environment, "MLFLOW_WEBHOOK_DELIVERY_MAX_WORKERS", 10, 1, 1000),
                schemes == null
                        ? DEFAULT.schemes
                        : Arrays.stream(schemes.split(",")).map(String::strip).toList(),
                "true".equalsIgnoreCase(open) || "1".equals(open),
                DEFAULT.pause);
    }

    private static @Nullable String text(Map<String, String> environment, String variable) {
        String text = environment.get(variable);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static int number(Map<String, String> environment, String variable, int otherwise, int least, int most) {
        String text = text(environment, variable);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "%s has to be a whole number from %d to %d, not %s.".formatted(variable, least, most, text));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "WebhookConfig[timeout=%s, retries=%d, workers=%d, schemes=%s, privateAddresses=%s]"
                .formatted(timeout, retries, workers, schemes, privateAddresses);
    }
}
