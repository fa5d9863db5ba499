package dev.millrace.cli.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CallTest {
    @Test
    void aDatabaseIsReachedAsTheServerReachesIt() {
        assertThat(Call.database("mariadb://h/db", Map.of("MLFLOW_MYSQL_SSL_CA", "/etc/ca.pem"))
                        .pool()
                        .mysqlSslCa())
                .isEqualTo("/etc/ca.pem");
        assertThat(Call.database("mariadb://h/db", Map.of("MLFLOW_MYSQL_SSL_CA", ""))
                        .pool()
                        .mysqlSslCa())
                .isNull();
    }
}
