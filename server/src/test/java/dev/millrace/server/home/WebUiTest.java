package dev.millrace.server.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUiTest {
    private static final String INDEX =
            "<!doctype html><script src=\"static-files/static/js/main.c2f5f8d4.js\"></script>";

    @TempDir
    Path folder;

    private Path bundle;
    private Server server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() throws IOException {
        bundle = Files.createDirectories(folder.resolve("build"));
        write("index.html", INDEX);
        write("favicon.ico", "icon");
        write("static/js/main.c2f5f8d4.js", "run()");
        write("static/css/main.b0f58ef9.css", "a {}");
        write("static/media/chart-bar.0fd4a63680fba840a7b69fbf07969f79.svg", "<svg/>");
        write("lib/notebook-trace-renderer/index.html", "<p>trace</p>");
        Files.writeString(folder.resolve("secret.txt"), "secret");
        server = start("");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void sendsItsFirstPageToBeAskedForAgainEachTime() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo(INDEX);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(page, "X-Frame-Options")).isEqualTo("SAMEORIGIN");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @CsvSource({
        "static/js/main.c2f5f8d4.js, text/javascript; charset=utf-8, 'public, max-age=31536000, immutable', run()",
        "static/css/main.b0f58ef9.css, text/css; charset=utf-8, 'public, max-age=31536000, immutable', a {}",
        "static/media/chart-bar.0fd4a63680fba840a7b69fbf07969f79.svg, image/svg+xml; charset=utf-8,"
                + " 'public, max-age=31536000, immutable', <svg/>",
        "favicon.ico, image/vnd.microsoft.icon, no-cache, icon"
    })
    void keepsOnlyWhatHasAHashInItsName(String name, String type, String caching, String text) throws Exception {
        HttpResponse<String> file = get("/static-files/" + name);

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).isEqualTo(text);
        assertThat(header(file, "Content-Type")).isEqualTo(type);
        assertThat(header(file, "Cache-Control")).isEqualTo(caching);
    }

    @Test
    void sendsNothingThatTheBrowserHas() throws Exception {
        HttpResponse<String> first = get("/");
        String tag = header(first, "ETag");

        HttpResponse<String> known = get("/", "If-None-Match", tag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(header(known, "ETag")).isEqualTo(tag);
        assertThat(get("/", "If-Modified-Since", header(first, "Last-Modified")).statusCode())
                .isEqualTo(304);

        write("index.html", INDEX + "changed");
        assertThat(get("/", "If-None-Match", tag).body()).endsWith("changed");
    }

    @Test
    void letsOtherSitesFrameThePageForNotebooksOnly() throws Exception {
        HttpResponse<String> page = get("/static-files/lib/notebook-trace-renderer/index.html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("X-Frame-Options")).isEmpty();
        assertThat(header(get("/static-files/index.html"), "X-Frame-Options")).isEqualTo("SAMEORIGIN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.txt",
                "%2e%2e/secret.txt",
                "..%2fsecret.txt",
                "static/../../secret.txt",
                "static/js/..%2f..%2f..%2fsecret.txt",
                "..%5csecret.txt",
                "%252e%252e/secret.txt",
                "/etc/passwd",
                "%2fetc%2fpasswd",
                "./index.html",
                "static",
                "static/",
                "static/js/none.js",
                "INDEX.HTML"
            })
    void knowsNoFileButThoseOfTheBundle(String path) throws Exception {
        HttpResponse<String> answer = get("/static-files/" + path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("secret").doesNotContain("root:");
    }

    @Test
    void livesUnderAPrefix() throws Exception {
        server.close();
        server = start("/ml");

        assertThat(get("/ml/").body()).isEqualTo(INDEX);
        assertThat(get("/ml/static-files/static/js/main.c2f5f8d4.js").body()).isEqualTo("run()");
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/static-files/favicon.ico").statusCode()).isEqualTo(404);
        assertThat(header(get("/ml"), "Location")).isEqualTo("/ml/");
    }

    @Test
    void missesAFileThatWasTakenAway() throws Exception {
        Files.delete(bundle.resolve("favicon.ico"));

        assertThat(get("/static-files/favicon.ico").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesAFolderThatIsNoBundle() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThatThrownBy(() -> WebUi.of(empty)).hasMessageContaining("holds no index.html");
        assertThatThrownBy(() -> WebUi.of(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    private Server start(String prefix) throws IOException {
        return Server.start(ServerConfig.of(
                        "127.0.0.1",
                        0,
                        "sqlite:///" + folder.resolve("mlflow.db"),
                        folder.resolve("artifacts").toString())
                .withUi(bundle)
                .withStaticPrefix(prefix));
    }

    private void write(String name, String text) throws IOException {
        Path file = bundle.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }
}
