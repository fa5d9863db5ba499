package dev.millrace.server.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.HttpConfig;
import dev.millrace.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class HomePageTest {
    @Test
    void showsVersionHealthAndLinksUnderThePrefix() throws Exception {
        try (HttpServer server = HttpServer.start(HttpConfig.of("127.0.0.1", 0), new HomePage("1.2.3", "/ml"));
                HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + server.port() + "/");

            HttpResponse<String> page =
                    client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
            assertThat(page.body())
                    .contains("version 1.2.3", "healthy", "href=\"/ml/health\"", "href=\"/metrics\"")
                    .contains("MLFLOW_TRACKING_URI", "--ui mlflow");
        }
    }
}
