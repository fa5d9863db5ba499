package dev.millrace.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests whose Host header is not on the list, as a guard against DNS rebinding: a web page of someone else that
 * makes a browser call this server under the page's own name. {@code /health}, {@code /ready} and {@code /version}
 * stay open for probes.
 */
public final class HostCheck implements Filter {

    /** MLflow's default: this machine under its usual names, and the private networks. */
    public static final List<String> DEFAULT_HOSTS = defaultHosts();

    private static final String REFUSAL = "Invalid Host header - possible DNS rebinding attack detected";

    /** A pattern of a network, as {@code 10.*}, which a name such as {@code 10.example.com} must not fit. */
    private static final Pattern NETWORK = Pattern.compile("\\d+(\\.\\d+)*\\.\\*");

    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}(:\\d{1,5})?");

    private final Patterns names;
    private final Patterns networks;
    private final boolean all;
    private final ProbePaths probes;

    /** The host that passed last, so that a busy client's name is not matched again for each request. */
    private volatile String passedLast = "";

    /**
     * @param allowedHosts names with port, exact or as shell patterns, and networks, as {@code 10.*}; {@code *} among them
     *     allows all
     * @param staticPrefix the prefix of all paths, or ""
     */
    public HostCheck(List<String> allowedHosts, String staticPrefix) {
        Map<Boolean, List<String>> byKind = allowedHosts.stream()
                .collect(Collectors.partitioningBy(host -> NETWORK.matcher(host).matches()));
        this.names = new Patterns(byKind.getOrDefault(false, List.of()));
        this.networks = new Patterns(byKind.getOrDefault(true, List.of()));
        this.all = allowedHosts.contains("*");
        this.probes = new ProbePaths(staticPrefix);
    }

    @Override
    public Response filter(Exchange exchange, Handler next) throws Exception {
        if (all || passes(exchange.header("Host"))) {
            return next.handle(exchange);
        }
        if (probes.contain(exchange.path())) {
            return next.handle(exchange);
        }
        return Response.text(403, REFUSAL).withHeader("Content-Type", "text/plain");
    }

    private boolean passes(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return false;
        }
        if (host.equals(passedLast)) {
            return true;
        }
        boolean passes = names.match(host) || ADDRESS.matcher(host).matches() && networks.match(host);
        if (passes) {
            passedLast = host;
        }
        return passes;
    }

    private static List<String> defaultHosts() {
        var hosts = new ArrayList<>(List.of("localhost", "127.0.0.1", "[::1]", "0.0.0.0"));
        hosts.addAll(List.of("localhost:*", "127.0.0.1:*", "[[]::1]:*", "0.0.0.0:*", "192.168.*", "10.*"));
        IntStream.range(16, 32).forEach(second -> hosts.add("172." + second + ".*"));
        hosts.addAll(List.of("fc00:*", "fd00:*"));
        return List.copyOf(hosts);
    }
}
