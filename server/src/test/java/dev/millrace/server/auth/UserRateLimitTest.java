package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.RateLimitConfig;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there are users each has a limit of their own. */
class UserRateLimitTest {
    @TempDir
    Path folder;

    @Test
    void oneWhoSendsTooMuchIsRefusedAndNoOtherIs() {
        var limit = new RateLimitConfig(1, 20);
        try (AccessServer server =
                AccessServer.start(AccessServer.config(folder).withRateLimit(limit), folder, "READ")) {
            AccessServer.User bob = server.user("bob");
            HttpResponse<String> refusal = refusal(server, AccessServer.basic("bob", AccessServer.PASSWORD));

            assertThat(refusal.statusCode()).isEqualTo(429);
            assertThat(refusal.headers().firstValue("Retry-After")).contains("1");
            assertThat(refusal.body()).contains("\"error_code\":\"REQUEST_LIMIT_EXCEEDED\"");
            assertThat(server.admin().get("users/current", "").status()).isEqualTo(200);
            assertThat(server.admin().send("GET", "/metrics", "").body())
                    .containsPattern("millrace_rate_limited_total [1-9]");
            assertThat(bob.send("GET", "/health", "").status()).isEqualTo(200);
            assertThat(server.as("bob", "a guess of twelve")
                            .get("users/current", "")
                            .status())
                    .as("guesses have a limit of their own")
                    .isEqualTo(401);
            assertThat(server.nobody().get("users/current", "").status()).isEqualTo(401);
        }
    }

    private static HttpResponse<String> refusal(AccessServer server, String authorization) {
        for (int i = 0; i < 1000; i++) {
            HttpResponse<String> answer = server.send("GET", "/api/2.0/mlflow/users/current", "", authorization);
            if (answer.statusCode() != 200) {
                return answer;
            }
        }
        throw new AssertionError("Nothing was refused");
    }
}
