package dev.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.api.ApiException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientConfigTest {
    @Test
    void hasTheDefaultsOfMlflowsClients() {
        ClientConfig config = ClientConfig.of(Map.of("MLFLOW_TRACKING_URI", "http://localhost:5000/"));

        assertThat(config.server()).isEqualTo(URI.create("http://localhost:5000"));
        assertThat(config.authorization()).isNull();
        assertThat(config.retries()).isEqualTo(7);
        assertThat(config.backoffFactor()).isEqualTo(2);
        assertThat(config.timeout()).hasSeconds(120);
    }

    @Test
    void prefersNameAndPasswordToAToken() {
        Map<String, String> variables = Map.of(
                "MLFLOW_TRACKING_USERNAME", "ada", "MLFLOW_TRACKING_PASSWORD", "pw", "MLFLOW_TRACKING_TOKEN", "t");

        assertThat(ClientConfig.of("https://host", variables).authorization()).isEqualTo("Basic YWRhOnB3");
    }

    /** A secret from a file ends with one. */
    @Test
    void theEndOfALineIsNoPartOfAToken() {
        assertThat(ClientConfig.of("http://host", Map.of("MLFLOW_TRACKING_TOKEN", "geheim\n"))
                        .authorization())
                .isEqualTo("Bearer geheim");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ClientConfig.of("http://host", Map.of("MLFLOW_TRACKING_TOKEN", "\ufeffgeheim")))
                .withMessageContaining("copy it again");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ClientConfig.of("http://host", Map.of("MLFLOW_TRACKING_TOKEN", "ge\nheim")))
                .withMessageContaining("MLFLOW_TRACKING_TOKEN holds a line break")
                .withMessageNotContaining("heim");
    }

    @Test
    void takesTheUserOutOfTheAddress() {
        ClientConfig config = ClientConfig.of("http://ada:pw@host:1", Map.of());

        assertThat(config.server()).isEqualTo(URI.create("http://host:1"));
        assertThat(config.authorization()).isEqualTo("Basic YWRhOnB3");
    }

    @Test
    void keepsSecretsToItself() {
        assertThat(ClientConfig.of("http://host", Map.of("MLFLOW_TRACKING_TOKEN", "geheim")))
                .asString()
                .contains("http://host")
                .doesNotContain("geheim", "Bearer");
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ClientConfig.of("http://ada:geheim@a b", Map.of()))
                .withMessageContaining("is not an address")
                .withMessageNotContaining("geheim")
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://ada:gehe/im@host", "http://ada:ge heim@host", "sqlite://ada:ge@heim@host/x"})
    void keepsAPasswordToItselfThatBreaksTheAddress(String uri) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ClientConfig.of(uri, Map.of()))
                .withMessageContaining("host")
                .withMessageNotContaining("heim")
                .withMessageNotContaining("im@");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                | No tracking server is named
            ./mlruns          | must start with http:// or https://
            sqlite:///a.db    | must start with http:// or https://
            http://a b        | is not an address
            """)
    void refusesWhatIsNoServer(String uri, String message) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ClientConfig.of(Map.of("MLFLOW_TRACKING_URI", uri)))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"many", "-1", "NaN"})
    void refusesAWrongNumber(String number) {
        Map<String, String> variables = Map.of("MLFLOW_HTTP_REQUEST_MAX_RETRIES", number);

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> ClientConfig.of("http://host", variables))
                .withMessageContaining("MLFLOW_HTTP_REQUEST_MAX_RETRIES");
    }
}
