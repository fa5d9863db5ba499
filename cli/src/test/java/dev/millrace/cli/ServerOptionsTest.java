package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.options.Arguments;
import dev.millrace.cli.options.ConfigurationFile;
import dev.millrace.cli.options.Settings;
import dev.millrace.server.sql.DatabaseConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerOptionsTest {
    @TempDir
    Path folder;

    private DatabaseConfig database(String... words) {
        var settings = new Settings(
                ServerOptions.SYNTAX,
                Arguments.parse(ServerOptions.SYNTAX, List.of(words)),
                Map.of(),
                ConfigurationFile.NONE);
        return ServerOptions.config(settings, new CliConfig(Map.of(), folder, null, folder, ConfigurationFile.NONE))
                .database();
    }

    /** An address that is changed on the way would not be that of the auth database any more. */
    @Test
    void certificatesAreForEveryConnectionAndChangeNoAddress() {
        DatabaseConfig database = database(
                "--backend-store-uri=mariadb://h/db",
                "--read-replica-backend-store-uri=mysql://r/db",
                "--mysql-ssl-ca=/etc/ca.pem");

        assertThat(database.pool().mysqlSslCa()).isEqualTo("/etc/ca.pem");
        assertThat(database.uri()).isEqualTo("mariadb://h/db");
        assertThat(database.replicaUri()).isEqualTo("mysql://r/db");
    }
}
