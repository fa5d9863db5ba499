package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @Test
    void allPartsAreReadAndDecoded() {
        ServerAddress address = ServerAddress.parse(
                "postgresql+psycopg2://ml%40flow:p%40ss%2Fw+rd@db.example.com:5433/ml?sslmode=require&options=-c+search_path%3Dx");

        assertThat(address)
                .isEqualTo(new ServerAddress(
                        "postgresql",
                        "db.example.com",
                        5433,
                        "ml",
                        "ml@flow",
                        "p@ss/w+rd",
                        Map.of("sslmode", "require", "options", "-c search_path=x")));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://h, h, 0, '', '', ''",
        "postgresql://h/, h, 0, '', '', ''",
        "postgresql:///db, localhost, 0, db, '', ''",
        "postgresql://u@h/db, h, 0, db, u, ''",
        "postgresql://u:a/b?c:d@h:1/db, h, 1, db, u, a/b?c:d",
        "postgresql://u:p@[::1]:5432/db, ::1, 5432, db, u, p",
        "postgresql:///db?host=h&port=7&user=u&password=%2B, h, 7, db, u, +",
        "postgresql://h/db%20x, h, 0, db%20x, '', ''",
    })
    void asSqlalchemyReadsIt(String uri, String host, int port, String database, String user, String password) {
        assertThat(ServerAddress.parse(uri))
                .isEqualTo(new ServerAddress("postgresql", host, port, database, user, password, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql:u:s3cret@h/db",
                "postgresql://u:s3cret@h:port/db",
                "postgresql://u:s3cret@h:99999/db",
                "postgresql://u:s3cret%@h/db",
                "postgresql://u:s3cret@h/db?sslmode",
                "postgresql://u:s3cret@/db?host=/var/run/postgresql",
            })
    void aRefusalDoesNotRepeatThePassword(String uri) {
        assertThatThrownBy(() -> ServerAddress.parse(uri))
                .isInstanceOf(DatabaseRefused.class)
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void inMessagesItHasNoPassword() {
        assertThat(ServerAddress.parse("postgresql+psycopg2://u:p@[::1]:5/db?password=q"))
                .hasToString("postgresql://u@[::1]:5/db");
    }

    @Test
    void anOptionThatIsNotKnownIsRefusedByName() {
        assertThatThrownBy(() -> new PostgresConnections(ServerAddress.parse("postgresql://h/db?ssl_mode=x")))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("'ssl_mode'")
                .hasMessageContaining("sslmode");
    }
}
