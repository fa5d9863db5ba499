package dev.millrace.compatibility;

import dev.millrace.server.TestDatabase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of a scenario, as written in its file.
 *
 * @param line the line of the file, counted from 1
 * @param target path and query, with variables not yet filled in
 * @param headers what is sent besides Host and Content-Length
 * @param body null where the request has none
 * @param captures variable to the place in the answer that fills it, such as {@code run.info.run_id}
 * @param differences what Millrace does otherwise here on purpose; none where it must answer as the original does
 */
record Step(
        int line,
        String method,
        String target,
        Map<String, String> headers,
        @Nullable String body,
        Map<String, String> captures,
        List<Difference> differences) {

    /** The request in one line, shortened where it is long. It names the test and stands above the recorded answer. */
    String title() {
        StringBuilder title = new StringBuilder(method).append(' ').append(target);
        headers.forEach((name, value) -> {
            if (!name.equals("Content-Type") || !value.equals("application/json")) {
                title.append(" [").append(name).append(": ").append(value).append(']');
            }
        });
        if (body != null) {
            title.append(' ').append(body);
        }
        return title.toString();
    }

    /** The difference that is met on this kind of database, or null where there is none. */
    @Nullable
    Difference difference(TestDatabase database) {
        return differences.stream()
                .filter(difference -> difference.databases().contains(database))
                .findFirst()
                .orElse(null);
    }

    List<String> variables() {
        return List.copyOf(captures.keySet());
    }
}
