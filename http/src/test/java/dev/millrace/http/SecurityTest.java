package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Host check, cross-origin rules and security headers, against what MLflow 3.17.2 answers. */
class SecurityTest {

    private static final Handler OK = exchange -> Response.text(200, "fine");

    @Nested
    class OfHosts {

        private final HostCheck check = new HostCheck(HostCheck.DEFAULT_HOSTS, "");

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "localhost",
                    "localhost:5000",
                    "127.0.0.1:1",
                    "[::1]",
                    "[::1]:5000",
                    "0.0.0.0",
                    "10.1.2.3:99",
                    "192.168.0.1",
                    "172.16.0.1",
                    "172.31.9.9:80",
                    "fd00:1"
                })
        void letsThisMachineAndPrivateNetworksPass(String host) throws Exception {
            assertThat(check.filter(new TestExchange("GET", "/x", "Host", host), OK)
                            .status())
                    .isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "evil.com",
                    "localhost.evil.com",
                    "10.evil.com",
                    "10.evil.com:5000",
                    "192.168.evil.com",
                    "172.16.evil.com:80",
                    "172.32.0.1",
                    "11.0.0.1",
                    "",
                    "[::2]"
                })
        void refusesOthersWithoutFurtherHeaders(String host) throws Exception {
            Response refusal = check.filter(new TestExchange("GET", "/x", "Host", host), OK);

            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.headers()).containsOnlyKeys("Content-Type").containsEntry("Content-Type", "text/plain");
            assertThat(TestExchange.bodyOf(refusal))
                    .isEqualTo("Invalid Host header - possible DNS rebinding attack detected");
        }

        @Test
        void leavesProbesOpenWhereTheyAre() throws Exception {
            var prefixed = new HostCheck(HostCheck.DEFAULT_HOSTS, "/mlf");

            assertThat(check.filter(new TestExchange("GET", "/health", "Host", "evil.com"), OK)
                            .status())
                    .isEqualTo(200);
            assertThat(prefixed.filter(new TestExchange("GET", "/mlf/ready", "Host", "evil.com"), OK)
                            .status())
                    .isEqualTo(200);
            assertThat(prefixed.filter(new TestExchange("GET", "/mlf/version", "Host", "evil.com"), OK)
                            .status())
                    .isEqualTo(200);
            assertThat(prefixed.filter(new TestExchange("GET", "/health", "Host", "evil.com"), OK)
                            .status())
                    .isEqualTo(403);
        }

        @ParameterizedTest
        @CsvSource({
            "mlflow.example.com, 200",
            "mlflow.example.com:5000, 403",
            "a.corp.com, 200",
            "b1.corp.org, 200",
            "b3.corp.org, 403",
            "localhost, 403"
        })
        void takesAGivenListInPlaceOfTheDefault(String host, int status) throws Exception {
            var strict = new HostCheck(List.of("mlflow.example.com", "*.corp.com", "b[12].*.org"), "");

            assertThat(strict.filter(new TestExchange("GET", "/x", "Host", host), OK)
                            .status())
                    .isEqualTo(status);
        }

        @Test
        void letsAllPassOnAStar() throws Exception {
            assertThat(new HostCheck(List.of("*"), "")
                            .filter(new TestExchange("GET", "/x", "Host", "evil.com"), OK)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Nested
    class OfOrigins {

        private final Cors cors = new Cors(List.of("https://app.example.com", "https://*.corp.com"), "");

        @ParameterizedTest
        @CsvSource({
            "POST, /api/2.0/mlflow/runs/create, http://evil.com, 403",
            "DELETE, /ajax-api/2.0/x, http://evil.com, 403",
            "POST, /%61jax-api/2.0/mlflow/upload-artifact, http://evil.com, 403",
            "POST, /ajax-api%2f2.0/mlflow/upload-artifact, http://evil.com, 403",
            "GET, /api/2.0/mlflow/runs/get, http://evil.com, 200",
            "POST, /graphql, http://evil.com, 200",
            "POST, /api/2.0/mlflow/runs/create, https://localhost:3000, 200",
            "POST, /api/2.0/mlflow/runs/create, http://[::1]:3000, 200",
            "POST, /api/2.0/mlflow/runs/create, http://localhost@evil.com, 403",
            "POST, /api/2.0/mlflow/runs/create, null, 403",
            "POST, /api/2.0/mlflow/runs/create, https://x.corp.com, 200",
            "POST, /api/2.0/mlflow/runs/create, https://app.example.com, 200",
        })
        void guardsWritesUnderTheApi(String method, String path, String origin, int status) throws Exception {
            assertThat(cors.filter(new TestExchange(method, path, "Origin", origin), OK)
                            .status())
                    .isEqualTo(status);
        }

        @Test
        void letsPagesOfThisMachineReadAnswers() throws Exception {
            Response answer = cors.filter(new TestExchange("GET", "/x", "Origin", "http://localhost:3000"), OK);

            assertThat(answer.headers())
                    .containsEntry("Access-Control-Allow-Origin", "http://localhost:3000")
                    .containsEntry("Access-Control-Allow-Credentials", "true")
                    .containsEntry("Access-Control-Expose-Headers", "*")
                    .containsEntry("Vary", "Origin");
        }

        @ParameterizedTest
        @ValueSource(strings = {"https://localhost", "https://x.corp.com", "http://evil.com"})
        void letsNoOthersReadAnswersNotEvenByAPattern(String origin) throws Exception {
            assertThat(cors.filter(new TestExchange("GET", "/x", "Origin", origin), OK)
                            .headers())
                    .doesNotContainKey("Access-Control-Allow-Origin");
        }

        @Test
        void variesByOriginWithoutOne() throws Exception {
            assertThat(cors.filter(new TestExchange("GET", "/x"), OK).headers()).containsEntry("Vary", "Origin");
        }

        @Test
        void answersAPreflight() throws Exception {
            Response answer = preflight("http://localhost:3000", "POST");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(TestExchange.bodyOf(answer)).isEqualTo("OK");
            assertThat(answer.headers())
                    .containsEntry("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS, PATCH")
                    .containsEntry("Access-Control-Allow-Headers", "x-a")
                    .containsEntry("Access-Control-Allow-Origin", "http://localhost:3000")
                    .containsEntry("Access-Control-Max-Age", "600")
                    .containsEntry(
                            "Vary",
                            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers,"
                                    + " Access-Control-Request-Private-Network");
        }

        @ParameterizedTest
        @ValueSource(strings = {"*", "https://app.example.com"})
        void letsNoPageOfTheInternetIntoAPrivateNetwork(String allowed) throws Exception {
            var preflight = new TestExchange(
                    "OPTIONS",
                    "/api/2.0/x",
                    "Origin",
                    "https://app.example.com",
                    "Access-Control-Request-Method",
                    "POST",
                    "Access-Control-Request-Private-Network",
                    "true");

            Response answer = new Cors(List.of(allowed), "").filter(preflight, OK);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(TestExchange.bodyOf(answer)).isEqualTo("Disallowed CORS private-network");
        }

        @Test
        void refusesAPreflightSayingWhatIsWrong() throws Exception {
            assertThat(preflight("http://evil.com", "POST").status()).isEqualTo(400);
            assertThat(TestExchange.bodyOf(preflight("http://evil.com", "POST")))
                    .isEqualTo("Disallowed CORS origin");
            assertThat(TestExchange.bodyOf(preflight("http://evil.com", "TRACE")))
                    .isEqualTo("Disallowed CORS origin, method");
            assertThat(TestExchange.bodyOf(preflight("http://localhost", "TRACE")))
                    .isEqualTo("Disallowed CORS method");
        }

        @Test
        void opensAllOnAStarButSharesNoCredentials() throws Exception {
            Response answer = new Cors(List.of("*"), "")
                    .filter(new TestExchange("POST", "/api/2.0/x", "Origin", "http://evil.com"), OK);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers())
                    .containsEntry("Access-Control-Allow-Origin", "*")
                    .doesNotContainKey("Access-Control-Allow-Credentials");
        }

        @Test
        void namesTheStarWithoutAnOriginToo() throws Exception {
            assertThat(new Cors(List.of("*"), "")
                            .filter(new TestExchange("GET", "/x"), OK)
                            .headers())
                    .containsEntry("Access-Control-Allow-Origin", "*")
                    .containsEntry("Vary", "Origin");
        }

        private Response preflight(String origin, String method) throws Exception {
            return cors.filter(
                    new TestExchange(
                            "OPTIONS",
                            "/api/2.0/x",
                            "Origin",
                            origin,
                            "Access-Control-Request-Method",
                            method,
                            "Access-Control-Request-Headers",
                            "x-a"),
                    OK);
        }
    }

    @Nested
    class OfHeaders {

        @Test
        void forbidsGuessingAndForeignFrames() throws Exception {
            assertThat(new SecurityHeaders("deny", "")
                            .filter(new TestExchange("GET", "/x"), OK)
                            .headers())
                    .containsEntry("X-Content-Type-Options", "nosniff")
                    .containsEntry("X-Frame-Options", "DENY");
        }

        @Test
        void leavesFramesAloneWhereTold() throws Exception {
            var page = new TestExchange("GET", "/static-files/lib/notebook-trace-renderer/index.html");

            assertThat(new SecurityHeaders("NONE", "")
                            .filter(new TestExchange("GET", "/x"), OK)
                            .headers())
                    .doesNotContainKey("X-Frame-Options");
            assertThat(new SecurityHeaders("SAMEORIGIN", "").filter(page, OK).headers())
                    .doesNotContainKey("X-Frame-Options");
        }

        @Test
        void answersPlainOptionsOnTheApiWithoutABody() throws Exception {
            var filter = new SecurityHeaders("SAMEORIGIN", "/mlf");

            assertThat(filter.filter(new TestExchange("OPTIONS", "/mlf/api/2.0/x"), OK)
                            .status())
                    .isEqualTo(204);
            assertThat(filter.filter(new TestExchange("OPTIONS", "/mlf/health"), OK)
                            .status())
                    .isEqualTo(200);
        }
    }
}
