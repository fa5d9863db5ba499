package dev.millrace.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer;
import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookEndpointsTest {
    private static final String KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private static final String URL = "https://93.184.216.34/hook";
    private static final String EVENTS = "'events': [{'entity': 'REGISTERED_MODEL', 'action': 'CREATED'}]";

    private TestServer server;

    @BeforeEach
    void start(@TempDir Path folder) {
        server = TestServer.start(
                folder,
                new WebhookConfig(
                        KEY,
                        WebhookConfig.DEFAULT.timeout(),
                        0,
                        1,
                        WebhookConfig.DEFAULT.schemes(),
                        false,
                        WebhookConfig.DEFAULT.pause()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void keepsSecretsAsMlflowDoesAndNeverShowsThem() {
        TestServer.Answer made = create("'secret': 's3cret', ");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        String id = made.at("webhook.webhook_id");
        assertThat(made.body() + get(id).body() + list("").body()).doesNotContain("s3cret");

        String stored = server.server()
                .database()
                .read(session -> session.queryOne(
                        Sql.of("SELECT secret FROM webhooks WHERE webhook_id = ?", id), row -> row.getString(1)));
        assertThat(Fernet.of(KEY, Clock.systemUTC()).decrypt(String.valueOf(stored)))
                .contains("s3cret");
    }

    @Test
    void changesWhatIsNamedAndNothingElse() {
        String id = create("'description': 'd', ").at("webhook.webhook_id");
        assertThat(patch(id, "{'name': 'other'}").at("webhook.description")).isEqualTo("d");
        assertThat(patch(id, "{'description': '', 'status': 'DISABLED'}").at("webhook.status"))
                .isEqualTo("DISABLED");
        TestServer.Answer changed = patch(id, "{'events': [{'entity': 'PROMPT_TAG', 'action': 'SET'}]}");
        assertThat(changed.at("webhook.events")).isEqualTo("[{\"entity\":\"PROMPT_TAG\",\"action\":\"SET\"}]");
        assertThat(get(id).at("webhook.name")).isEqualTo("other");
        assertThat(get(id).at("webhook.description")).isEmpty();
        assertThat(get(id).at("webhook.url")).isEqualTo(URL);
    }

    @Test
    void listsThemByPagesAndForgetsDeletedOnes() {
        String first = create("").at("webhook.webhook_id");
        String second = create("").at("webhook.webhook_id");
        TestServer.Answer page = list("max_results=1");
        TestServer.Answer rest = list("max_results=1&page_token=" + TestServer.encode(page.at("next_page_token")));
        assertThat(page.at("webhooks.0.webhook_id") + rest.at("webhooks.0.webhook_id"))
                .isIn(first + second, second + first);
        assertThat(rest.at("next_page_token")).isEmpty();

        assertThat(server.send("DELETE", "/api/2.0/mlflow/webhooks/" + first, "", "")
                        .body())
                .isEqualTo("{}");
        assertThat(list("").at("webhooks.1")).isEmpty();
        assertThat(get(first).status()).isEqualTo(404);
        assertThat(patch(first, "{'name': 'x'}").at("message")).isEqualTo("Webhook with ID " + first + " not found.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'url': 'U', E}                       | Missing value for required parameter 'name'
            {'name': 'a', E}                      | Missing value for required parameter 'url'
            {'name': 'a', 'url': 'U'}             | Missing value for required parameter 'events'
            {'name': '-a', 'url': 'U', E}         | Webhook name '-a' is invalid.
            {'name': 'a', 'url': 'http://x', E}   | Invalid webhook URL scheme: 'http'.
            {'name': 'a', 'url': 'https://127.0.0.1', E} | must not resolve to a non-public IP address
            {'name': 'a', 'url': 'U', 'events': [{'entity': 'PROMPT', 'action': 'SET'}]} | Invalid action 'set' for entity 'prompt'. Valid actions are: ['created']
            {'name': 'a', 'url': 'U', 'events': [{}]} | Invalid action 'action_unspecified'
            """)
    void refusesWhatDoesNotFit(String json, String message) {
        TestServer.Answer answer =
                server.post("webhooks", json.replace("'U'", "'" + URL + "'").replace("E}", EVENTS + "}"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("message")).contains(message);
    }

    @Test
    void longTextsAreRefusedBeforeTheDatabaseDoes() {
        assertThat(create("'description': '" + "x".repeat(1001) + "', ").status())
                .isEqualTo(400);
        assertThat(create("'secret': '" + "x".repeat(681) + "', ").at("message"))
                .isEqualTo("The secret of a webhook may have at most 680 bytes.");
        String longest = create("'secret': '" + "x".repeat(680) + "', ").at("webhook.webhook_id");
        assertThat(server.server()
                        .database()
                        .<Integer>read(session -> session.queryOne(
                                Sql.of("SELECT length(secret) FROM webhooks WHERE webhook_id = ?", longest),
                                row -> row.getInt(1))))
                .isLessThanOrEqualTo(1000);
    }

    private TestServer.Answer create(String more) {
        return server.post("webhooks", "{'name': 'hook', 'url': '" + URL + "', " + more + EVENTS + "}");
    }

    private TestServer.Answer get(String id) {
        return server.get("webhooks/" + id, "");
    }

    private TestServer.Answer list(String query) {
        return server.get("webhooks", query);
    }

    private TestServer.Answer patch(String id, String json) {
        return server.send("PATCH", "/api/2.0/mlflow/webhooks/" + id, json.replace('\'', '"'), "application/json");
    }
}
