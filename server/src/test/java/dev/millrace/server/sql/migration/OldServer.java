package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.MariadbServer;
import dev.millrace.server.sql.PostgresServer;
import dev.millrace.server.sql.SchemaDescription;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Servers with databases that releases of MLflow made, and the same after {@code mlflow db upgrade} of 3.17.2. They were
 * made by {@code compatibility/src/test/python/old_database.py} and {@code old_auth_database.py} beside it.
 */
public enum OldServer {
    POSTGRESQL(SchemaDescription.POSTGRESQL) {
        @Override
        String newDatabase() {
            return PostgresServer.newDatabase();
        }

        @Override
        Connection connect(String uri) throws SQLException {
            return PostgresServer.connect(uri);
        }

        @Override
        List<String> statements(String script) {
            return List.of(script);
        }

        @Override
        String currentSchema() {
            return "current_schema()";
        }
    },

    MARIADB(SchemaDescription.MARIADB) {
        @Override
        String newDatabase() {
            return MariadbServer.newDatabase();
        }

        @Override
        Connection connect(String uri) throws SQLException {
            return MariadbServer.connect(uri);
        }

        @Override
        List<String> statements(String script) {
            List<String> statements =
                    new ArrayList<>(List.of("SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0"));
            statements.addAll(List.of(script.split("\n--\n")));
            return statements;
        }

        @Override
        String currentSchema() {
            return "DATABASE()";
        }
    };

    private final SchemaDescription description;

    OldServer(SchemaDescription description) {
        this.description = description;
    }

    /** The address of a new, empty database. */
    abstract String newDatabase();

    abstract Connection connect(String uri) throws SQLException;

    abstract List<String> statements(String script);

    abstract String currentSchema();

    /** The address of a new database as a release made it. */
    public String of(String release) {
        return restored("mlflow-" + release + "-" + name().toLowerCase(Locale.ROOT));
    }

    /** The address of a new database with users and permissions of a release; those of 3.10.1 lie beside runs and models. */
    String ofAuth(String release) {
        return restored("auth-" + release + "-" + name().toLowerCase(Locale.ROOT));
    }

    /** The same after the upgrade by MLflow. */
    String upgradedAuth(String release) {
        return restored("auth-" + release + "-" + name().toLowerCase(Locale.ROOT) + "-upgraded");
    }

    /** The runs after the upgrade by MLflow. */
    String upgraded(String release) {
        return restored("mlflow-" + release + "-" + name().toLowerCase(Locale.ROOT) + "-upgraded");
    }

    private String restored(String resource) {
        String uri = newDatabase();
        try (InputStream packed = OldServer.class.getResourceAsStream(resource + ".sql.gz")) {
            if (packed == null) {
                throw new IllegalStateException("Resource missing from the build: " + resource);
            }
            String script = new String(new GZIPInputStream(packed).readAllBytes(), StandardCharsets.UTF_8);
            execute(uri, statements(script).toArray(String[]::new));
            return uri;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String uri, String... statements) throws SQLException {
        try (Connection connection = connect(uri);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    List<String> texts(String uri, String query) throws SQLException {
        try (Connection connection = connect(uri)) {
            return texts(connection, query);
        }
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
            return texts;
        }
    }

    /** The definitions, names of keys and checks included; see {@link SchemaDescription}. */
    List<String> definitions(String uri) throws SQLException {
        return texts(uri, description.query().text()).stream()
                .map(OldServer::withoutCasts)
                .toList();
    }

    /** The definitions of a database that MLflow 3.17.2 made. */
    List<String> original() {
        return description.original().stream().map(OldServer::withoutCasts).toList();
    }

    /** PostgreSQL puts the casts of a check at other places when it has gone through pg_dump. */
    private static String withoutCasts(String line) {
        return line.contains(" CHECK ") ? line.replaceAll("::(character varying|text)(\\[])?|[()]", "") : line;
    }

    /**
     * All rows. The time at which a job was cancelled is the time of the upgrade and left out. The drivers of MLflow do
     * not hand on the sign of a zero (psycopg2) and the sixteenth digit of a number (pymysql).
     */
    List<String> rows(String uri) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = connect(uri);
                Statement statement = connection.createStatement()) {
            for (String table : texts(
                    connection,
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = " + currentSchema())) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        Map<String, String> values = values(rows);
                        if (table.equals("jobs") && "5".equals(values.get("status"))) {
                            values.remove("last_update_time");
                        }
                        lines.add(table + " " + values);
                    }
                }
            }
        }
        return lines.stream().sorted().toList();
    }

    private Map<String, String> values(ResultSet row) throws SQLException {
        Map<String, String> values = new TreeMap<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            String text = switch (row.getObject(i)) {
                case byte[] bytes -> HexFormat.of().formatHex(bytes);
                case Double number when this == MARIADB -> String.format(Locale.ROOT, "%.15g", number);
                case Double number when number == 0 -> "0";
                case null, default -> row.getString(i);
            };
            values.put(row.getMetaData().getColumnName(i), text);
        }
        return values;
    }
}
