package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How {@link Routes} reads requests, seen over HTTP. */
class RequestReadingTest {
    private static final String SEARCH = "/api/2.0/mlflow/experiments/search";

    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = TestServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                | Content-Type header is missing.
                    text/plain        | Content-Type must be one of ['application/json'].
                    application/jsonx | Content-Type must be one of ['application/json'].
                    """)
    void aPostHasToSayThatItIsJson(String contentType, String message) {
        var answer = server.send("POST", SEARCH, "{\"max_results\": 1}", contentType);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("message")).isEqualTo("Bad Request. " + message);
    }

    @Test
    void aCharacterSetMayBeNamed() {
        assertThat(server.send("POST", SEARCH, "{\"max_results\": 1}", "application/json; charset=utf-8")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPostIgnoresItsQueryString() {
        assertThat(server.send("POST", SEARCH + "?max_results=1", "{}", "application/json")
                        .at("message"))
                .contains("Invalid value 0 for parameter 'max_results'");
    }

    @Test
    void aPatchNeedsNoContentType() {
        assertThat(server.send("PATCH", "/api/2.0/mlflow/registered-models/update", "{\"name\": \"x\"}", "")
                        .at("error_code"))
                .isEqualTo("RESOURCE_DOES_NOT_EXIST");
    }

    @Test
    void aBodyThatIsEncodedTwiceIsDecodedTwice() {
        assertThat(server.send("POST", SEARCH, "\"{\\\"max_results\\\": 1}\"", "application/json")
                        .at("experiments.0.name"))
                .isEqualTo("Default");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"max_results":   | 400
                    [1]               | 400
                    5                 | 400
                    "abc"             | 400
                    """, quoteCharacter = '`')
    void whatIsNoJsonObjectIsRefused(String body, int status) {
        var answer = server.send("POST", SEARCH, body, "application/json");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.at("error_code")).isEqualTo("INVALID_PARAMETER_VALUE");
    }

    @Test
    void bothSpellingsOfAFieldAreTakenButNotAtOnce() {
        assertThat(server.send("POST", SEARCH, "{\"maxResults\": 1}", "application/json")
                        .status())
                .isEqualTo(200);
        assertThat(server.send("POST", SEARCH, "{\"maxResults\": 1, \"max_results\": 1}", "application/json")
                        .at("message"))
                .contains("Request specifies both 'max_results' and 'maxResults'");
    }
}
