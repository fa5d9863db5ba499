package dev.millrace.http;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Serves everything under a prefix such as {@code /mlflow}: takes it off the path, and knows nothing outside of it. */
public final class StaticPrefix implements Filter {

    private final String prefix;
    private final BiPredicate<String, String> servedBare;

    /**
     * @param prefix begins with a slash and does not end with one; "" for none
     * @param servedBare the methods and paths that are also served without the prefix
     */
    public StaticPrefix(String prefix, BiPredicate<String, String> servedBare) {
        if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
            throw new IllegalArgumentException(
                    "A static prefix begins with / and does not end with /, unlike " + prefix);
        }
        this.prefix = prefix;
        this.servedBare = servedBare;
    }

    @Override
    public Response filter(Exchange exchange, Handler next) throws Exception {
        String path = exchange.path();
        if (prefix.isEmpty() || servedBare.test(exchange.method(), path)) {
            return next.handle(exchange);
        }
        if (path.equals(prefix)) {
            return HtmlPages.redirect(prefix + "/", exchange.rawQuery());
        }
        return path.startsWith(prefix) && path.charAt(prefix.length()) == '/'
                ? next.handle(new Unprefixed(exchange, prefix))
                : HtmlPages.of(404);
    }

    /** The path as the routes have it; null outside of the prefix. */
    @Nullable
    String behind(String method, String path) {
        if (prefix.isEmpty() || servedBare.test(method, path)) {
            return path;
        }
        return path.startsWith(prefix + "/") ? path.substring(prefix.length()) : null;
    }

    private static final class Unprefixed extends ForwardingExchange {

        private final String prefix;
        private final String path;

        Unprefixed(Exchange exchange, String prefix) {
            super(exchange);
            this.prefix = prefix;
            this.path = exchange.path().substring(prefix.length());
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public String prefix() {
            return prefix;
        }
    }
}
