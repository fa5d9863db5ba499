package dev.millrace.cli.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseTrackingTest {
    @Test
    void aDatabaseIsReachedAsTheServerReachesIt() {
        assertThat(DatabaseTracking.of("mariadb://h/db", Map.of("MLFLOW_MYSQL_SSL_CA", "/etc/ca.pem"))
                        .config()
                        .pool()
                        .mysqlSslCa())
                .isEqualTo("/etc/ca.pem");
        assertThat(DatabaseTracking.of("mariadb://h/db", Map.of("MLFLOW_MYSQL_SSL_CA", ""))
                        .config()
                        .pool()
                        .mysqlSslCa())
                .isNull();
    }
}
