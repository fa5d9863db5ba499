package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {
    /** Operations that are described and not served yet, by their paths. Whoever serves one takes it out of here. */
    private static final List<String> MISSING = List.of();

    @Test
    void everyOperationIsServedOrListedAsMissing(@TempDir Path folder) {
        try (TestServer server = TestServer.start(folder)) {
            assertThat(Endpoints.ALL.stream()
                            .filter(endpoint ->
                                    endpoint.methods().stream().anyMatch(method -> !isServed(server, method, endpoint)))
                            .map(Endpoint::path)
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(MISSING);
        }
    }

    /** A route that is unknown answers with a page, one that is known and asked for nothing with JSON. */
    private static boolean isServed(TestServer server, String method, Endpoint<?, ?> endpoint) {
        String path = endpoint.ajaxPath().replaceAll("\\{\\w+\\*?}", "x");
        TestServer.Answer answer = server.send(method, path, "{}", "application/json");
        boolean isPage = answer.body().startsWith("<!doctype html>");
        return !(isPage && (answer.status() == 404 || answer.status() == 405));
    }
}
