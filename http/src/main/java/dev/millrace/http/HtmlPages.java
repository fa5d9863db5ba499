package dev.millrace.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The small HTML pages that stand for errors of the protocol itself, in the form that MLflow's clients know. */
public final class HtmlPages {

    private record Text(String title, String sentence) {}

    private static final Map<Integer, Text> TEXTS = Map.of(
            400, new Text("Bad Request", "This request cannot be understood."),
            404, new Text("Not Found", "There is nothing at this address. Check it for a slip of the pen."),
            405, new Text("Method Not Allowed", "This address does not answer this method."),
            408, new Text("Request Timeout", "The request did not arrive in time."),
            414, new Text("URI Too Long", "The address is too long."),
            431, new Text("Request Header Fields Too Large", "The headers of the request are too long."),
            500, new Text("Internal Server Error", "The server failed on this request."),
            503, new Text("Service Unavailable", "The server does not take requests at this moment."));

    private HtmlPages() {}

    /** The page for a status; one without a text of its own gets its number only. */
    public static Response of(int status) {
        Text text = TEXTS.getOrDefault(status, new Text("Error", "The request failed."));
        return Response.html(status, """
                <!doctype html>
                <html lang=en>
                <title>%d %s</title>
                <h1>%s</h1>
                <p>%s</p>
                """.formatted(status, text.title(), text.title(), text.sentence()));
    }

    /**
     * The page that sends a client to another path of this server for good, with the same method.
     *
     * @param path percent-encoded; with one slash first, since two would lead to another server
     * @param rawQuery the query string as it was sent; null where there is none
     */
    public static Response redirect(String path, @Nullable String rawQuery) {
        return Response.html(
                        308,
                        "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n")
                .withHeader("Location", rawQuery == null ? path : path + "?" + rawQuery);
    }
}
