package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.http.ErrorFilter;
import dev.millrace.http.HttpConfig;
import dev.millrace.http.HttpServer;
import dev.millrace.http.Response;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.Sql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Histories that are longer than what is read of them at once. */
@Timeout(60)
class HistoryWriterTest {
    private static final HistoryToken BEGIN = new HistoryToken(0, null);

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseConfig.of("sqlite:///" + folder.resolve("mlflow.db")));
        database.write(
                session -> session.update(Sql.of("INSERT INTO runs (run_uuid, experiment_id) VALUES ('r', NULL)")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void comesInTheSameOrderHoweverManyPiecesItIsReadIn() throws IOException {
        // Equal times and steps, so that each column of the order decides somewhere; NaN is stored as 0.
        for (int i = 0; i < 40; i++) {
            point(i % 7, (i * 5) % 6, i % 4 - 1, i % 5 == 0);
        }

        String whole = print(1000, BEGIN, Long.MAX_VALUE);

        assertThat(values(whole)).hasSize(40);
        for (int size = 1; size < 41; size++) {
            assertThat(print(size, BEGIN, Long.MAX_VALUE)).isEqualTo(whole);
        }
    }

    @Test
    void pagesAreReadInPiecesToo() throws IOException {
        for (int i = 0; i < 10; i++) {
            point(i, i, i, false);
        }

        String first = print(2, BEGIN, 5);
        String second = print(2, HistoryToken.parse(next(first)), 5);

        assertThat(values(first)).containsExactly("0.0", "1.0", "2.0", "3.0", "4.0");
        assertThat(values(second)).containsExactly("5.0", "6.0", "7.0", "8.0", "9.0");
        assertThat(next(second)).isNull();
    }

    @Test
    void noOneWaitsForAClientThatTakesItsTime() throws IOException {
        point(1, 1, 1, false);
        point(2, 2, 2, false);
        var out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                // More than there are connections: each read here would wait for the client's own.
                for (int i = 0; i < 40; i++) {
                    assertThat(database.<Integer>read(
                                    session -> session.queryOne(Sql.of("SELECT 1"), row -> row.getInt(1))))
                            .isEqualTo(1);
                }
                assertThat(database.openReaders()).isEqualTo(1);
                super.write(bytes, from, length);
            }
        };

        new HistoryWriter(new MetricStore(database, 1), "r", "m", BEGIN, Long.MAX_VALUE).writeTo(out);

        assertThat(values(out.toString(StandardCharsets.UTF_8))).containsExactly("1.0", "2.0");
    }

    @Test
    void aHistoryThatFailsHalfWayIsNoAnswer() throws Exception {
        point(1, 1, 1, false);
        point(2, 2, 2, false);
        var writer = new HistoryWriter(new MetricStore(database, 1), "r", "m", BEGIN, Long.MAX_VALUE);
        database.write(session -> session.update(Sql.of("ALTER TABLE metrics RENAME TO lost")));

        assertThatThrownBy(() -> get(writer)).isInstanceOf(IOException.class);
    }

    @Test
    void aHistoryThatCannotBeginSaysSo() throws Exception {
        database.write(session -> session.update(Sql.of("ALTER TABLE metrics RENAME TO lost")));

        HttpResponse<String> answer = get(null);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("INTERNAL_ERROR");
    }

    /** Serves a writer that is there already, or one that is made when the request comes. */
    private HttpResponse<String> get(@Nullable HistoryWriter made) throws Exception {
        var store = new MetricStore(database, 1);
        try (HttpServer server = HttpServer.start(
                        HttpConfig.of("127.0.0.1", 0),
                        exchange -> new ErrorFilter()
                                .filter(
                                        exchange,
                                        request -> Response.stream(
                                                "application/json",
                                                -1,
                                                made != null
                                                        ? made
                                                        : new HistoryWriter(store, "r", "m", BEGIN, Long.MAX_VALUE))));
                HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private void point(long timestamp, long step, double value, boolean isNan) {
        database.write(session -> session.update(Sql.of(
                "INSERT OR IGNORE INTO metrics (\"key\", value, timestamp, run_uuid, step, is_nan) VALUES ('m', ?, ?, 'r', ?, ?)",
                isNan ? 0 : value,
                timestamp,
                step,
                isNan ? 1 : 0)));
    }

    private String print(int pieceSize, HistoryToken begin, long limit) throws IOException {
        var out = new ByteArrayOutputStream();
        new HistoryWriter(new MetricStore(database, pieceSize), "r", "m", begin, limit).writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> values(String history) {
        List<String> values = new ArrayList<>();
        if (Json.parse(history) instanceof JsonValue.Obj answer
                && answer.get("metrics") instanceof JsonValue.Arr(List<JsonValue> points)) {
            for (JsonValue point : points) {
                JsonValue value = ((JsonValue.Obj) point).get("value");
                values.add(value instanceof JsonValue.Num(String literal) ? literal : "NaN");
            }
        }
        return values;
    }

    private static @Nullable String next(String history) {
        return ((JsonValue.Obj) Json.parse(history)).text("next_page_token");
    }
}
