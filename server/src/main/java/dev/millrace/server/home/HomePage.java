package dev.millrace.server.home;

import dev.millrace.http.Exchange;
import dev.millrace.http.Handler;
import dev.millrace.http.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Says what this server is, that it is well, and where to go from here. It works without script and without any other
 * request, so that it shows even behind a proxy that lets nothing else through.
 */
public final class HomePage implements Handler {
    /** An address worth opening, and what is there. */
    private record Link(String path, String meaning) {}

    private static final List<Link> LINKS = List.of(
            new Link("health", "answers OK while the server takes requests"),
            new Link("version", "the MLflow version whose API this is"),
            new Link("api/2.0/mlflow/experiments/search?max_results=100", "the experiments, as JSON"),
            new Link("api/2.0/mlflow/registered-models/search", "the registered models, as JSON"));

    private final String version;
    private final String prefix;
    private final Instant started = Instant.now();

    /**
     * A page.
     *
     * @param version of Millrace
     * @param prefix the static prefix, empty or beginning with a slash
     */
    public HomePage(String version, String prefix) {
        this.version = version;
        this.prefix = prefix;
    }

    @Override
    public Response handle(Exchange exchange) {
        StringBuilder links = new StringBuilder();
        for (Link link : LINKS) {
            line(links, prefix + "/" + link.path(), link.meaning());
        }
        // Of these, the one that has no prefix.
        line(links, "/metrics", "figures for Prometheus");
        return Response.html(200, """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Millrace</title>
                <style>
                  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
                  h1 { margin-bottom: 0 } li { margin: .3rem 0 } code { background: #8882; padding: .1rem .3rem }
                  .well { color: #1a7f37 }
                  :root { color-scheme: light dark }
                </style>
                <h1>Millrace</h1>
                <p>version %s · <span class="well">healthy</span> · up for %s</p>
                <p>A tracking server and model registry that speaks MLflow's API. Point a client at it:</p>
                <pre><code>export MLFLOW_TRACKING_URI=<span id="here">http://HOST:PORT%s</span></code></pre>
                <ul>
                %s</ul>
                <p>MLflow's web UI is not on: <code>pip install mlflow</code> and start the server with
                <code>--ui mlflow</code>.</p>
                <script>document.getElementById('here').textContent = location.origin + '%s'</script>
                </html>
                """.formatted(version, uptime(), prefix, links, prefix));
    }

    private static void line(StringBuilder links, String address, String meaning) {
        links.append("<li><a href=\"")
                .append(address)
                .append("\">")
                .append(address)
                .append("</a>: ");
        links.append(meaning).append("</li>\n");
    }

    private String uptime() {
        Duration up = Duration.between(started, Instant.now());
        if (up.toDays() > 0) {
            return up.toDays() + " d " + up.toHoursPart() + " h";
        }
        return up.toHours() > 0
                ? up.toHours() + " h " + up.toMinutesPart() + " min"
                : up.toMinutes() + " min " + up.toSecondsPart() + " s";
    }
}
