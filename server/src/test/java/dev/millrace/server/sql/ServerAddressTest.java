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
                "postgresql://u:p@s3cret@h/db",
                "postgresql://u:p@h/s3cret@h/db",
                "postgresql://u:p@h?s3cret@h/db",
                "postgresql://h/db?password=p&s3cret",
                "postgresql://h/db?password=p&s3cret=x",
                "mysql://h/db?password=p&s3cret=x",
                "mssql+pymssql://h/db?password=p&s3cret=x",
            })
    void aRefusalDoesNotRepeatThePassword(String uri) {
        assertThatThrownBy(() -> ServerConnections.of(ServerAddress.parse(uri), PoolConfig.DEFAULT))
                .isInstanceOf(DatabaseRefused.class)
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void inMessagesItHasNoPassword() {
        assertThat(ServerAddress.parse("postgresql+psycopg2://u:p@[::1]:5/db?password=q"))
                .hasToString("postgresql://u@[::1]:5/db");
    }

    /** An option that is taken and not obeyed would be a promise that is broken. */
    @ParameterizedTest
    @CsvSource({
        "postgresql://h/db?target_session_attrs=prefer-standby2, target_session_attrs",
        "postgresql://h/db?keepalives=0, keepalives",
        "postgresql://h/db?keepalives_idle=5, keepalives_idle",
        "postgresql://h/db?client_encoding=latin1, client_encoding",
        "mysql://h/db?ssl_verify_identity=perhaps, ssl_verify_identity",
        "mysql://h/db?charset=latin1, charset",
        "mssql+pymssql://h/db?charset=latin1, charset",
        "mssql+pyodbc://h/db?Encrypt=perhaps, encrypt",
        "mssql+pyodbc://h/db?TrustServerCertificate=perhaps, trustservercertificate",
        "mssql+pyodbc://h/db?Trusted_Connection=yes, trusted_connection",
    })
    void aValueThatCannotBeObeyedIsRefusedByName(String uri, String option) {
        assertThatThrownBy(() -> ServerConnections.of(ServerAddress.parse(uri), PoolConfig.DEFAULT))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(option);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://h/db?target_session_attrs=read-write&keepalives=1&client_encoding=utf8",
                "mysql://h/db?ssl_verify_identity=false&charset=utf8mb4",
                "mssql+pymssql://h/db?charset=utf8&tds_version=7.4",
                "mssql+pyodbc://h/db?driver=ODBC+Driver+18+for+SQL+Server&LongAsMax=Yes",
            })
    void aValueThatIsAlwaysSoIsTaken(String uri) {
        assertThat(ServerConnections.of(ServerAddress.parse(uri), PoolConfig.DEFAULT))
                .isNotNull();
    }

    @Test
    void anOptionThatIsNotKnownIsRefusedByName() {
        assertThatThrownBy(() -> new PostgresConnections(ServerAddress.parse("postgresql://h/db?ssl_mode=x")))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("'ssl_mode'")
                .hasMessageContaining("sslmode");
    }
}
