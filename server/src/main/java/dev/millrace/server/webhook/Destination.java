package dev.millrace.server.webhook;

import dev.millrace.api.ApiException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where a webhook is sent: its address, checked, with the IP address that the host had at that moment. The connection goes
 * to just that one, so that a name that changes its address in between leads nowhere else.
 *
 * @param secure whether by TLS
 * @param host as it is written in the address, without brackets
 * @param target path and query
 * @param user name and password, still encoded; null where the address has none
 */
record Destination(
        boolean secure,
        String host,
        int port,
        String target,
        @Nullable String user,
        InetAddress address) {
    private static final Duration RESOLUTION = Duration.ofSeconds(5);

    /**
     * Reads an address and looks its host up.
     *
     * @throws ApiException where webhooks may not go there
     * @throws UnknownHostException where the host has no IP address now, or it cannot be found out
     */
    static Destination of(String url, WebhookConfig config) throws UnknownHostException {
        if (url.isBlank()) {
            throw ApiException.invalid("Webhook URL cannot be empty or just whitespace: '%s'".formatted(url));
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw ApiException.invalid("Invalid webhook URL: it cannot be read at %d.".formatted(e.getIndex()));
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!config.schemes().contains(scheme) || !secure && !scheme.equals("http")) {
            throw ApiException.invalid("Invalid webhook URL scheme: '%s'. Allowed schemes are: %s."
                    .formatted(scheme, String.join(", ", config.schemes())));
        }
        String host = uri.getHost() == null ? "" : uri.getHost();
        if (host.isEmpty()) {
            throw ApiException.invalid("Webhook URL must include a hostname.");
        }
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        int standard = secure ? 443 : 80;
        return new Destination(
                secure,
                host,
                uri.getPort() < 0 ? standard : uri.getPort(),
                target(uri),
                uri.getRawUserInfo(),
                address(host, config.privateAddresses()));
    }

    /** What stands in the header Host. */
    String authority() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    private static String target(URI uri) {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath();
        String start = path == null || path.isEmpty() ? "/" : path;
        return ascii.getRawQuery() == null ? start : start + "?" + ascii.getRawQuery();
    }

    private static InetAddress address(String host, boolean privateAddresses) throws UnknownHostException {
        List<InetAddress> addresses = resolve(host);
        for (InetAddress address : addresses) {
            if (!privateAddresses && !PublicAddresses.isPublic(address)) {
                throw ApiException.invalid(
                        "Webhook URL must not resolve to a non-public IP address. '%s' resolves to %s."
                                .formatted(host, address.getHostAddress()));
            }
        }
        return addresses.getFirst();
    }

    private static List<InetAddress> resolve(String host) throws UnknownHostException {
        var found = new CompletableFuture<List<InetAddress>>();
        Thread.ofVirtual().name("webhook-resolution").start(() -> {
            try {
                found.complete(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException e) {
                found.completeExceptionally(e);
            }
        });
        try {
            return found.get(RESOLUTION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new UnknownHostException("Cannot resolve Webhook URL hostname '%s'.".formatted(host));
        } catch (TimeoutException e) {
            throw new UnknownHostException("Timed out resolving Webhook URL hostname '%s' after %d seconds"
                    .formatted(host, RESOLUTION.toSeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.invalid("The server is stopping.");
        }
    }
}
