package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Databases that releases of MLflow made, and the same after {@code mlflow db upgrade} of 3.17.2. They were made by
 * {@code compatibility/src/test/python/old_database.py} and {@code old_auth_database.py} beside it.
 */
final class OldDatabase {
    private OldDatabase() {}

    /** Puts the database of a release into a folder. */
    static Path of(String release, Path folder) {
        return unpacked("mlflow-" + release, folder.resolve("mlflow.db"));
    }

    /** Puts the users and permissions of a release into a folder; those of 3.10.1 lie beside runs and models. */
    static Path ofAuth(String release, Path folder) {
        return unpacked("auth-" + release, folder.resolve("basic_auth.db"));
    }

    /** Puts the users and permissions of a release, upgraded by MLflow, into a folder. */
    static Path upgradedAuth(String release, Path folder) {
        return unpacked("auth-" + release + "-upgraded", folder.resolve("upgraded.db"));
    }

    /** Puts the database of a release, upgraded by MLflow, into a folder. */
    static Path upgraded(String release, Path folder) {
        return unpacked("mlflow-" + release + "-upgraded", folder.resolve("upgraded.db"));
    }

    private static Path unpacked(String name, Path file) {
        try (InputStream packed = OldDatabase.class.getResourceAsStream(name + ".db.gz")) {
            if (packed == null) {
                throw new IllegalStateException("Resource missing from the build: " + name);
            }
            Files.copy(new GZIPInputStream(packed), file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DatabaseConfig config(Path file) {
        return DatabaseConfig.of("sqlite:///" + file);
    }

    static void execute(Path file, String... statements) throws SQLException {
        try (Connection connection = connection(file);
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    static List<String> texts(Path file, String query) throws SQLException {
        try (Connection connection = connection(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
            return texts;
        }
    }

    /**
     * All that a database holds: its definitions without white space, and its rows with the type of each value. The time
     * at which a job was cancelled is the time of the upgrade and left out.
     */
    static List<String> contents(Path file) throws SQLException {
        List<String> lines = new ArrayList<>(texts(file, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").stream()
                .map(text -> text.replaceAll("\\s+", " ").replace("( ", "("))
                .toList());
        for (String table :
                texts(file, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")) {
            String columns = String.join(
                    " || '|' || ",
                    texts(file, "SELECT name FROM pragma_table_xinfo('" + table + "') ORDER BY name").stream()
                            .map(column -> table.equals("jobs") && column.equals("last_update_time")
                                    ? "CASE WHEN status = 5 THEN 'now' ELSE last_update_time END"
                                    : "typeof(\"" + column + "\") || ':' || quote(\"" + column + "\")")
                            .toList());
            texts(file, "SELECT " + columns + " FROM \"" + table + "\"").forEach(row -> lines.add(table + "|" + row));
        }
        return lines.stream().sorted().toList();
    }

    private static Connection connection(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}
