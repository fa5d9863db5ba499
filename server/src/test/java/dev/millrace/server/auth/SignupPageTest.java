package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignupPageTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf_token\" value=\"([^\"]+)\"");

    @TempDir
    static Path folder;

    private static AccessServer server;

    @BeforeAll
    static void start() {
        server = AccessServer.start(folder, "READ");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String token(AccessServer.User user) {
        Matcher matcher = TOKEN.matcher(user.send("GET", "/signup", "").body());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static HttpResponse<String> send(String token, String name) throws IOException, InterruptedException {
        String form = "csrf_token=%s&username=%s&password=%s"
                .formatted(token, TestServer.encode(name), TestServer.encode(AccessServer.PASSWORD));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + server.server().port() + "/api/2.0/mlflow/users/create-ui"))
                            .header("Authorization", AccessServer.basic(AccessServer.ADMIN, AccessServer.PASSWORD))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void anAdministratorMakesAUser() throws Exception {
        assertThat(send(token(server.admin()), "dora <b>").body())
                .contains("Successfully signed up user: dora &lt;b&gt;");
        assertThat(send(token(server.admin()), "dora <b>").body()).contains("Username has already been taken");
        assertThat(server.as("dora <b>", AccessServer.PASSWORD)
                        .get("users/current", "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aFormOfAnotherPageMakesNone() throws Exception {
        String token = token(server.admin());

        for (String wrong : new String[] {
            "", "1." + "0".repeat(64), "99999999999999." + token.substring(token.indexOf('.') + 1), token + "0"
        }) {
            assertThat(send(wrong, "mallory").statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(server.admin().get("users/get", "username=mallory").status()).isEqualTo(404);
    }

    @Test
    void othersDoNotSeeIt() {
        assertThat(server.user("eve").send("GET", "/signup", "").status()).isEqualTo(403);
    }
}
