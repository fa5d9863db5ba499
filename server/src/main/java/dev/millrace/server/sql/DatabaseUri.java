package dev.millrace.server.sql;

import java.nio.file.Path;

/** Database addresses as MLflow takes them. */
public final class DatabaseUri {
    private DatabaseUri() {}

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
        int colon = uri.indexOf(':');
        String scheme = colon > 0 ? uri.substring(0, colon) : "";
        String use = " Use SQLite, as in sqlite:///mlflow.db.";
        return switch (scheme.replaceFirst("\\+.*", "")) {
            case "postgresql", "postgres" -> "PostgreSQL ('%s:') is not supported yet.".formatted(scheme) + use;
            case "mysql", "mariadb" -> "MySQL and MariaDB ('%s:') are not supported yet.".formatted(scheme) + use;
            case "mssql" -> "SQL Server ('%s:') is not supported yet.".formatted(scheme) + use;
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
