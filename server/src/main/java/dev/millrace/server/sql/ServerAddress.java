package dev.millrace.server.sql;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a database on a server, as SQLAlchemy reads it:
 * {@code dialect+driver://user:password@host:port/database?option=value}. User, password and options are
 * percent-decoded, the database's name is not. The name of a Python driver says nothing here.
 *
 * @param kind the dialect, as {@code postgresql}
 * @param host the host's name or address; {@code localhost} where none is given
 * @param port the port, 0 where none is given
 * @param database the database's name, empty where none is given
 * @param user who signs in, empty where nobody is named
 * @param password the password, empty where none is given
 * @param options what follows the question mark, by SQLAlchemy's names
 */
record ServerAddress(
        String kind,
        String host,
        int port,
        String database,
        String user,
        String password,
        Map<String, String> options) {
    /**
     * The grammar of SQLAlchemy's {@code make_url}, but without an @ behind the host's beginning: that is most likely one of
     * a password, which would be taken for a host or a database and be shown in messages.
     */
    private static final Pattern GRAMMAR = Pattern.compile("(?<name>[\\w+]+)://"
            + "(?:(?<user>[^:/]*)(?::(?<password>[^@]*))?@)?"
            + "(?:\\[(?<ipv6>[^/?@]+)]|(?<host>[^/:?@]+))?"
            + "(?::(?<port>[^/?]*))?"
            + "(?:/(?<database>[^?@]*))?"
            + "(?:\\?(?<options>.*))?");

    private static final int LARGEST_PORT = 65_535;

    /** @throws DatabaseRefused where it is no such address; the message does not repeat it */
    static ServerAddress parse(String uri) {
        Matcher matcher = GRAMMAR.matcher(uri);
        if (!matcher.matches()) {
            throw new DatabaseRefused(
                    "The address of the database ('%s:…') is not of the form %s://user:password@host:port/database. Characters with a meaning there, as @ and / in a password, are written as %%40 and %%2F."
                            .formatted(DatabaseUri.scheme(uri), DatabaseUri.kind(uri)));
        }
        Map<String, String> options = options(text(matcher, "options"));
        String host = text(matcher, "ipv6").isEmpty() ? text(matcher, "host") : text(matcher, "ipv6");
        String named = taken(options, "host", host);
        if (named.startsWith("/")) {
            throw new DatabaseRefused(
                    "A Unix socket ('%s') as the way to the database is not supported; give the server's name or address."
                            .formatted(named));
        }
        return new ServerAddress(
                DatabaseUri.kind(uri),
                named.isEmpty() ? "localhost" : named,
                port(taken(options, "port", text(matcher, "port"))),
                taken(options, "dbname", text(matcher, "database")),
                taken(options, "user", decoded(text(matcher, "user"), true)),
                taken(options, "password", decoded(text(matcher, "password"), true)),
                Map.copyOf(options));
    }

    private static String text(Matcher matcher, String group) {
        String text = matcher.group(group);
        return text == null ? "" : text;
    }

    private static String taken(Map<String, String> options, String name, String otherwise) {
        String value = options.remove(name);
        return value == null ? otherwise : value;
    }

    private static int port(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= LARGEST_PORT) {
            return Integer.parseInt(text);
        }
        throw new DatabaseRefused("What stands behind the host in the address of the database is no port.");
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : query.split("&")) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                options.put(decoded(option.substring(0, equals), false), decoded(option.substring(equals + 1), false));
            } else if (!option.isEmpty()) {
                throw new DatabaseRefused("An option in the address of the database has no value.");
            }
        }
        return options;
    }

    /** What is said of an option that is not known; its name is told only where it cannot be a part of a password. */
    static DatabaseRefused unknownOption(String name, Collection<String> known) {
        String named = name.matches("[a-z_]+") ? "The option '" + name + "'" : "An option";
        return new DatabaseRefused("%s in the address of the database is not supported. Known are %s."
                .formatted(named, String.join(", ", new TreeSet<>(known))));
    }

    /** @param plusIsPlus whether a plus sign stands for itself, as everywhere but in options */
    private static String decoded(String text, boolean plusIsPlus) {
        try {
            return URLDecoder.decode(plusIsPlus ? text.replace("+", "%2B") : text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new DatabaseRefused(
                    "A percent sign in the address of the database is not followed by two digits; itself it is written as %25.",
                    e);
        }
    }

    /** The server and the database, as they stand in an address. */
    String place() {
        return (host.contains(":") ? "[" + host + "]" : host) + (port == 0 ? "" : ":" + port) + "/" + database;
    }

    /** The address for messages: without password and options. */
    @Override
    public String toString() {
        return kind + "://" + (user.isEmpty() ? "" : user + "@") + place();
    }
}
