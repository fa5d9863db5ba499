package dev.millrace.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.TestDatabase;
import dev.millrace.server.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookDeliveryTest {
    private static final String KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

    @TempDir
    Path folder;

    @Test
    void anEventIsSignedAndSentOnce() throws Exception {
        try (var receiver = new Receiver();
                TestServer server = start(KEY)) {
            subscribe(server, receiver.url() + "/hook?a=b", "'secret': 's3cret', ", "REGISTERED_MODEL", "CREATED");

            server.post(
                    "registered-models/create",
                    "{'name': 'm', 'description': 'd', 'tags': [{'key': 'k', 'value': 'ü'}]}");

            Receiver.Delivery delivery = receiver.next();
            assertThat(delivery.path()).isEqualTo("/hook?a=b");
            assertThat(delivery.signature())
                    .isEqualTo("v1," + hmac("s3cret", delivery.id() + "." + delivery.time() + "." + delivery.body()));
            assertThat(Duration.between(Instant.ofEpochSecond(Long.parseLong(delivery.time())), Instant.now()))
                    .isLessThan(Duration.ofMinutes(1));
            JsonValue.Obj body = (JsonValue.Obj) Json.parse(delivery.body());
            assertThat(body.text("entity")).isEqualTo("registered_model");
            assertThat(body.text("action")).isEqualTo("created");
            assertThat(OffsetDateTime.parse(String.valueOf(body.text("timestamp"))))
                    .isBeforeOrEqualTo(OffsetDateTime.now());
            assertThat(body.get("data"))
                    .isEqualTo(Json.parse("{\"name\": \"m\", \"tags\": {\"k\": \"ü\"}, \"description\": \"d\"}"));

            // What came after it has arrived, so that a second delivery of the first would have, too.
            server.post("registered-models/create", "{'name': 'n'}");
            assertThat(receiver.next().body()).contains("\"name\":\"n\"");
            assertThat(receiver.waiting()).isZero();
        }
    }

    @Test
    void versionsTagsAndAliasesAreTold() throws Exception {
        try (var receiver = new Receiver();
                TestServer server = start(null)) {
            subscribe(server, receiver.url(), "", "MODEL_VERSION", "CREATED");
            subscribe(server, receiver.url(), "", "MODEL_VERSION_TAG", "SET");
            subscribe(server, receiver.url(), "", "MODEL_VERSION_TAG", "DELETED");
            subscribe(server, receiver.url(), "", "MODEL_VERSION_ALIAS", "CREATED");
            subscribe(server, receiver.url(), "", "MODEL_VERSION_ALIAS", "DELETED");
            server.post("registered-models/create", "{'name': 'm'}");

            server.post("model-versions/create", "{'name': 'm', 'source': 's3://bucket/model'}");
            assertThat(data(receiver.next()))
                    .isEqualTo("{\"name\":\"m\",\"version\":\"1\",\"source\":\"s3://bucket/model\",\"run_id\":null,"
                            + "\"tags\":{},\"description\":null}");
            server.post("model-versions/set-tag", "{'name': 'm', 'version': '1', 'key': 'k', 'value': 'v'}");
            assertThat(data(receiver.next()))
                    .isEqualTo("{\"name\":\"m\",\"version\":\"1\",\"key\":\"k\",\"value\":\"v\"}");
            delete(server, "model-versions/delete-tag", "{'name': 'm', 'version': '1', 'key': 'k'}");
            assertThat(data(receiver.next())).isEqualTo("{\"name\":\"m\",\"version\":\"1\",\"key\":\"k\"}");
            server.post("registered-models/alias", "{'name': 'm', 'alias': 'a', 'version': '1'}");
            assertThat(data(receiver.next())).isEqualTo("{\"name\":\"m\",\"alias\":\"a\",\"version\":\"1\"}");
            delete(server, "registered-models/alias", "{'name': 'm', 'alias': 'a'}");
            assertThat(data(receiver.next())).isEqualTo("{\"name\":\"m\",\"alias\":\"a\"}");
        }
    }

    @Test
    void promptsHaveEventsOfTheirOwn() throws Exception {
        try (var receiver = new Receiver();
                TestServer server = start(null)) {
            subscribe(server, receiver.url() + "/wrong", "", "REGISTERED_MODEL", "CREATED");
            subscribe(server, receiver.url(), "", "PROMPT", "CREATED");
            subscribe(server, receiver.url(), "", "PROMPT_VERSION", "CREATED");
            subscribe(server, receiver.url(), "", "PROMPT_TAG", "SET");
            subscribe(server, receiver.url(), "", "PROMPT_ALIAS", "CREATED");
            String mark = "{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}";

            server.post("registered-models/create", "{'name': 'p', 'tags': [%s]}", mark);
            assertThat(data(receiver.next())).isEqualTo("{\"name\":\"p\",\"tags\":{},\"description\":\"\"}");
            server.post(
                    "model-versions/create",
                    "{'name': 'p', 'source': 'dummy-source', 'tags': [%s, {'key': 'mlflow.prompt.text', 'value': 'Hi'}]}",
                    mark);
            assertThat(data(receiver.next()))
                    .isEqualTo(
                            "{\"name\":\"p\",\"version\":\"1\",\"template\":\"Hi\",\"tags\":{},\"description\":null}");
            server.post("registered-models/set-tag", "{'name': 'p', 'key': 'k', 'value': 'v'}");
            assertThat(data(receiver.next())).isEqualTo("{\"name\":\"p\",\"key\":\"k\",\"value\":\"v\"}");
            server.post("registered-models/alias", "{'name': 'p', 'alias': 'a', 'version': '1'}");
            assertThat(receiver.next().body()).contains("\"entity\":\"prompt_alias\"");
            assertThat(receiver.waiting()).isZero();
        }
    }

    @Test
    void aReceiverThatIsBusyIsAskedAgainWithTheSameDelivery() throws Exception {
        try (var receiver = new Receiver(503, 429);
                TestServer server = start(null)) {
            subscribe(server, receiver.url(), "", "REGISTERED_MODEL", "CREATED");

            server.post("registered-models/create", "{'name': 'm'}");

            Receiver.Delivery first = receiver.next();
            assertThat(receiver.next()).isEqualTo(first);
            assertThat(receiver.next()).isEqualTo(first);
        }
    }

    @Test
    void twoServersOnOneDatabaseTellOnce() throws Exception {
        ServerConfig config = ServerConfig.of(
                        "127.0.0.1",
                        0,
                        TestDatabase.POSTGRESQL.uri(folder),
                        folder.resolve("artifacts").toString())
                .withWebhooks(config(KEY));
        List<String> told = new ArrayList<>();
        try (var receiver = new Receiver()) {
            try (TestServer one = TestServer.start(config);
                    TestServer other = TestServer.start(config)) {
                subscribe(one, receiver.url(), "'secret': 's3cret', ", "REGISTERED_MODEL", "CREATED");
                for (int i = 0; i < 10; i++) {
                    (i % 2 == 0 ? one : other).post("registered-models/create", "{'name': '%d'}", i);
                }
                for (int i = 0; i < 10; i++) {
                    told.add(data(receiver.next()));
                }
            }
            // Both servers have stopped, and have sent before what they had to.
            assertThat(receiver.waiting()).isZero();
        }
        assertThat(told).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void aReceiverThatAsksForPausesHoldsNoOtherUp() throws Exception {
        try (var busy = new Receiver(503, 503, 503, 503).with("Retry-After", "60");
                var other = new Receiver();
                TestServer server = start(null)) {
            subscribe(server, busy.url(), "", "REGISTERED_MODEL", "CREATED");
            // As many as there are workers.
            server.post("registered-models/create", "{'name': 'm'}");
            server.post("registered-models/create", "{'name': 'n'}");
            busy.next();
            busy.next();
            subscribe(server, other.url(), "", "REGISTERED_MODEL", "CREATED");

            server.post("registered-models/create", "{'name': 'o'}");

            assertThat(other.next().body()).contains("\"name\":\"o\"");
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (var elsewhere = new Receiver();
                var receiver = new Receiver(302, 307).with("Location", elsewhere.url());
                TestServer server = start(null)) {
            subscribe(server, receiver.url(), "", "REGISTERED_MODEL", "CREATED");

            server.post("registered-models/create", "{'name': 'm'}");
            server.post("registered-models/create", "{'name': 'n'}");
            receiver.next();
            receiver.next();
            server.close();

            assertThat(elsewhere.waiting()).isZero();
        }
    }

    @Test
    void anAddressThatHasBecomeForbiddenIsNotTold() throws Exception {
        try (var receiver = new Receiver()) {
            try (TestServer server = start(null)) {
                subscribe(server, receiver.url(), "", "REGISTERED_MODEL", "CREATED");
            }
            var onlyPublic =
                    new WebhookConfig(null, Duration.ofSeconds(10), 0, 2, List.of("http"), false, Duration.ofMillis(1));
            try (TestServer server = TestServer.start(folder, onlyPublic)) {
                server.post("registered-models/create", "{'name': 'm'}");
            }
            assertThat(receiver.waiting()).isZero();
        }
    }

    @Test
    void aReceiverThatRefusesIsNotAskedAgainAndTheLogHoldsNoSecret() throws Exception {
        List<String> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord message) {
                logged.add(message.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Deliveries.class.getName());
        log.addHandler(handler);
        try (var receiver = new Receiver(400)) {
            try (TestServer server = start(KEY)) {
                subscribe(server, receiver.url() + "/T0PSECRET", "'secret': 's3cret', ", "REGISTERED_MODEL", "CREATED");
                server.post("registered-models/create", "{'name': 'm'}");
                receiver.next();
            }
            // The server has stopped, and has sent before what it had to.
            assertThat(receiver.waiting()).isZero();
            assertThat(logged).hasSize(1);
            assertThat(logged.getFirst())
                    .contains("answered 400")
                    .doesNotContain("s3cret")
                    .doesNotContain("T0PSECRET");
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    void secretsOfAnotherKeyAreNotUsed() throws Exception {
        try (var receiver = new Receiver()) {
            try (TestServer server = start(null)) {
                subscribe(server, receiver.url(), "'secret': 's3cret', ", "REGISTERED_MODEL", "CREATED");
            }
            try (TestServer server = start(KEY)) {
                server.post("registered-models/create", "{'name': 'm'}");
            }
            assertThat(receiver.waiting()).isZero();
        }
    }

    @Test
    void aWebhookThatIsDisabledOrDeletedIsNotTold() throws Exception {
        try (var receiver = new Receiver()) {
            try (TestServer server = start(null)) {
                String disabled = subscribe(server, receiver.url(), "", "REGISTERED_MODEL", "CREATED");
                server.send(
                        "PATCH",
                        "/api/2.0/mlflow/webhooks/" + disabled,
                        "{\"status\": \"DISABLED\"}",
                        "application/json");
                String deleted = subscribe(server, receiver.url(), "", "REGISTERED_MODEL", "CREATED");
                server.send("DELETE", "/api/2.0/mlflow/webhooks/" + deleted, "", "");
                server.post("registered-models/create", "{'name': 'm'}");
            }
            assertThat(receiver.waiting()).isZero();
        }
    }

    @Test
    void aTestSendsAnExampleAndTellsTheAnswer() throws Exception {
        try (var receiver = new Receiver(201, 404);
                TestServer server = start(KEY)) {
            String id = subscribe(server, receiver.url(), "'secret': 's3cret', ", "MODEL_VERSION_ALIAS", "CREATED");

            TestServer.Answer fine = server.post("webhooks/" + id + "/test", "{}");
            assertThat(fine.at("result.success")).isEqualTo("true");
            assertThat(fine.at("result.response_status")).isEqualTo("201");
            assertThat(data(receiver.next()))
                    .isEqualTo("{\"name\":\"example_model\",\"alias\":\"example_alias\",\"version\":\"1\"}");

            TestServer.Answer wrong =
                    server.post("webhooks/" + id + "/test", "{'event': {'entity': 'PROMPT', 'action': 'CREATED'}}");
            assertThat(wrong.at("result.success")).isEqualTo("false");
            assertThat(wrong.at("result.response_body")).isEqualTo("taken");
            assertThat(receiver.next().body()).contains("\"entity\":\"prompt\"");
        }
    }

    private TestServer start(@Nullable String key) {
        return TestServer.start(folder, config(key));
    }

    static WebhookConfig config(@Nullable String key) {
        return new WebhookConfig(
                key, Duration.ofSeconds(10), 3, 2, List.of("http", "https"), true, Duration.ofMillis(1));
    }

    private static String subscribe(TestServer server, String url, String more, String entity, String action) {
        TestServer.Answer answer = server.post(
                "webhooks",
                "{'name': 'hook', 'url': '%s', %s 'events': [{'entity': '%s', 'action': '%s'}]}",
                url,
                more,
                entity,
                action);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.at("webhook.webhook_id");
    }

    private static void delete(TestServer server, String operation, String json) {
        assertThat(server.send("DELETE", "/api/2.0/mlflow/" + operation, json.replace('\'', '"'), "application/json")
                        .status())
                .isEqualTo(200);
    }

    private static String data(Receiver.Delivery delivery) {
        JsonValue data = ((JsonValue.Obj) Json.parse(delivery.body())).get("data");
        return new String(Json.print(data == null ? new JsonValue.Null() : data), StandardCharsets.UTF_8);
    }

    private static String hmac(String secret, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
