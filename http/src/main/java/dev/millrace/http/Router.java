package dev.millrace.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler of a request by method and path. Paths are compared percent-decoded, so {@code %2F} separates segments,
 * as on MLflow's server. A fixed path wins over a template, a fixed segment over a parameter, a parameter over a rest.
 *
 * <p>HEAD is answered by the handler of GET. OPTIONS is answered for each path that is known. A path that is not known gets
 * the page 404, one that has no handler for the method the page 405 with the header Allow. Where a path is known only when
 * slashes that stand together are taken for one, the client is sent there.
 */
public final class Router implements Handler {

    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private final Map<String, Map<String, Target>> fixed;
    private final Node templates;

    private Router(Map<String, Map<String, Target>> fixed, Node templates) {
        this.fixed = fixed;
        this.templates = templates;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Response handle(Exchange exchange) throws Exception {
        String path = Percent.decode(exchange.path());
        String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        Map<String, Target> targets = fixed.getOrDefault(path, Map.of());
        Target target = targets.get(method);
        if (target != null) {
            return target.handler.handle(exchange);
        }
        List<Match> matches = templates.matches(path);
        for (Match match : matches) {
            target = match.targets.get(method);
            if (target != null) {
                return target.handler.handle(new Routed(exchange, target.names, match.values));
            }
        }
        return refusal(exchange, method, targets, matches);
    }

    /**
     * The template of the route that answers, as it was added; null where none does.
     *
     * @param path as it was sent
     */
    @Nullable
    String template(String method, String path) {
        String decoded = Percent.decode(path);
        if (fixed.getOrDefault(decoded, Map.of()).containsKey(method)) {
            return decoded;
        }
        for (Match match : templates.matches(decoded)) {
            Target target = match.targets.get(method);
            if (target != null) {
                return target.template;
            }
        }
        return null;
    }

    private Response refusal(Exchange exchange, String method, Map<String, Target> targets, List<Match> matches) {
        var allowed = new TreeSet<>(targets.keySet());
        matches.forEach(match -> allowed.addAll(match.targets.keySet()));
        if (allowed.isEmpty()) {
            String merged = SLASHES.matcher(exchange.path()).replaceAll("/");
            return merged.equals(exchange.path()) || template(method, merged) == null
                    ? HtmlPages.of(404)
                    : HtmlPages.redirect(exchange.prefix() + merged, exchange.rawQuery());
        }
        allowed.add("OPTIONS");
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        Response answer = method.equals("OPTIONS") ? Response.html(200, "") : HtmlPages.of(405);
        return answer.withHeader("Allow", String.join(", ", allowed));
    }

    /** Collects routes. */
    public static final class Builder {

        private final Map<String, Map<String, Target>> fixed = new HashMap<>();
        private final Node templates = new Node();

        private Builder() {}

        /**
         * Adds a route.
         *
         * @param method the method in upper case
         * @param template the path, with a slash first; {@code {name}} stands for one segment that is not empty, and
         *     <code>{name*}</code> at the end for all the rest, slashes included and not empty
         * @throws IllegalArgumentException when method and template are taken
         */
        public Builder add(String method, String template, Handler handler) {
            if (!template.startsWith("/")) {
                throw new IllegalArgumentException("A route begins with a slash, unlike " + template);
            }
            var names = new ArrayList<String>();
            Map<String, Target> targets = template.indexOf('{') < 0
                    ? fixed.computeIfAbsent(template, path -> new HashMap<>())
                    : templates.targetsOf(template, names);
            if (targets.putIfAbsent(method, new Target(template, names, handler)) != null) {
                throw new IllegalArgumentException("There are two routes " + method + " " + template);
            }
            return this;
        }

        public Router build() {
            return new Router(fixed, templates);
        }
    }

    /** A handler with its template, and the names that this gives to the parameters. */
    private record Target(String template, List<String> names, Handler handler) {}

    /** What answers a path, by method, with the values of the parameters. */
    private record Match(Map<String, Target> targets, List<String> values) {}

    /** The templates that begin with the same segments. */
    private static final class Node {

        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node parameter;
        private final Map<String, Target> end = new HashMap<>();
        private final Map<String, Target> rest = new HashMap<>();

        /** The targets of a template, made where they are not there yet; {@code names} gets the parameters' names. */
        Map<String, Target> targetsOf(String template, List<String> names) {
            Node node = this;
            for (String segment : template.substring(1).split("/", -1)) {
                if (segment.endsWith("*}")) {
                    names.add(segment.substring(1, segment.length() - 2));
                    return node.rest;
                }
                if (segment.startsWith("{")) {
                    names.add(segment.substring(1, segment.length() - 1));
                    node.parameter = node.parameter == null ? new Node() : node.parameter;
                    node = node.parameter;
                } else {
                    node = node.literals.computeIfAbsent(segment, name -> new Node());
                }
            }
            return node.end;
        }

        /** All routes that fit, best first. */
        List<Match> matches(String path) {
            var found = new ArrayList<Match>();
            if (path.startsWith("/")) {
                collect(path, 1, new ArrayList<>(), found);
            }
            return found;
        }

        private void collect(String path, int from, List<String> values, List<Match> found) {
            if (from > path.length()) {
                if (!end.isEmpty()) {
                    found.add(new Match(end, List.copyOf(values)));
                }
                return;
            }
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String segment = path.substring(from, to);
            Node literal = literals.get(segment);
            if (literal != null) {
                literal.collect(path, to + 1, values, found);
            }
            if (parameter != null && !segment.isEmpty()) {
                values.add(segment);
                parameter.collect(path, to + 1, values, found);
                values.removeLast();
            }
            if (!rest.isEmpty() && from < path.length()) {
                values.add(path.substring(from));
                found.add(new Match(rest, List.copyOf(values)));
                values.removeLast();
            }
        }
    }

    private static final class Routed extends ForwardingExchange {

        private final List<String> names;
        private final List<String> values;

        Routed(Exchange exchange, List<String> names, List<String> values) {
            super(exchange);
            this.names = names;
            this.values = values;
        }

        @Override
        public String pathParameter(String name) {
            int index = names.indexOf(name);
            return index < 0 ? super.pathParameter(name) : values.get(index);
        }
    }
}
