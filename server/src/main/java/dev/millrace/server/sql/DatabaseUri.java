package dev.millrace.server.sql;

import java.nio.file.Path;

/** Database addresses as MLflow takes them. */
public final class DatabaseUri {
    private DatabaseUri() {}

    /** What stands before the first colon; empty where there is none. */
    static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return colon > 0 ? uri.substring(0, colon) : "";
    }

    /** The kind of database: the scheme without the name of a Python driver. */
    static String kind(String uri) {
        String scheme = scheme(uri);
        int plus = scheme.indexOf('+');
        return plus < 0 ? scheme : scheme.substring(0, plus);
    }

    /** Whether it is a database on a server that is supported. */
    public static boolean isServer(String uri) {
        return switch (kind(uri)) {
            case "postgresql", "mysql", "mariadb", "mssql" -> true;
            default -> false;
        };
    }

    /** Whether it is a database on Microsoft SQL Server. */
    public static boolean isSqlServer(String uri) {
        return kind(uri).equals("mssql");
    }

    /** An address for people: where it is one of a server, the server and the database, or nothing where it has no such form. */
    public static String withoutSecrets(String uri) {
        if (!isServer(uri)) {
            return uri;
        }
        try {
            return scheme(uri) + "://" + ServerAddress.parse(uri).place() + (uri.contains("?") ? "?…" : "");
        } catch (DatabaseRefused unreadable) {
            return scheme(uri) + "://…";
        }
    }

    /**
     * The file of an SQLite address: three slashes before a path relative to the working directory, four before an
     * absolute one.
     *
     * @throws DatabaseRefused for every other kind of address, saying which is meant and what to use
     */
    public static Path sqliteFile(String uri) {
        String rest = null;
        for (String scheme : new String[] {"sqlite:///", "sqlite+pysqlite:///"}) {
            if (uri.startsWith(scheme)) {
                rest = uri.substring(scheme.length());
            }
        }
        if (rest == null) {
            throw new DatabaseRefused(refusal(uri));
        }
        if (rest.isEmpty() || rest.startsWith(":memory:") || rest.startsWith("file:")) {
            throw new DatabaseRefused(
                    "The database '%s' is not a file; give one as in sqlite:///mlflow.db.".formatted(uri));
        }
        if (rest.contains("?")) {
            throw new DatabaseRefused(
                    "Options after '?' are not supported yet in a database address: '%s'.".formatted(uri));
        }
        return Path.of(rest).toAbsolutePath().normalize();
    }

    /** Whether two addresses are of the same database: the same file, or the same text. */
    public static boolean isSame(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        boolean files = one.startsWith("sqlite") && other.startsWith("sqlite");
        return files && sqliteFile(one).equals(sqliteFile(other));
    }

    private static String refusal(String uri) {
        String scheme = scheme(uri);
        String use =
                " Use SQLite, PostgreSQL, MariaDB, MySQL or SQL Server, as in sqlite:///mlflow.db or postgresql://user:password@host/database.";
        return switch (kind(uri)) {
            case "postgres" -> "'postgres:' is not a name that MLflow and SQLAlchemy know; write postgresql: instead.";
            case "sqlite" ->
                "'%s' names no file: SQLite addresses have three slashes before a relative path and four before an absolute one."
                        .formatted(uri);
            case "", "file" ->
                "A folder as backend store ('%s') is not supported; MLflow's own file store is retired, and `mlflow migrate-filestore` moves one into SQLite."
                        .formatted(uri)
                        .concat(use);
            default -> "The backend store '%s:' is not supported yet.".formatted(scheme) + use;
        };
    }
}
