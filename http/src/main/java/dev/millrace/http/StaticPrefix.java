package dev.millrace.http;

import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves everything under a prefix such as {@code /mlflow}, which it takes off the path. Outside of it only those paths are
 * known that are named for it.
 */
public final class StaticPrefix implements Filter {

    private static final Pattern FORM = Pattern.compile("(/[^/{}]+)+");

    private final String prefix;
    private final BiPredicate<String, String> servedBare;

    /**
     * @param prefix "" for none
     * @param servedBare the methods and paths that are also served without the prefix
     */
    public StaticPrefix(String prefix, BiPredicate<String, String> servedBare) {
        if (!isOne(prefix)) {
            throw new IllegalArgumentException("No static prefix: " + prefix);
        }
        this.prefix = prefix;
        this.servedBare = servedBare;
    }

    /** Whether it begins with a slash, ends with none, and has no two together and no braces; "" is one, too. */
    public static boolean isOne(String prefix) {
        return prefix.isEmpty() || FORM.matcher(prefix).matches();
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
