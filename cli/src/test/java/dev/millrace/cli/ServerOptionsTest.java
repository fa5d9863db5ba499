package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cli.options.Arguments;
import dev.millrace.cli.options.ConfigurationFile;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.UsageException;
import dev.millrace.http.AuditConfig;
import dev.millrace.http.RateLimitConfig;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.graphql.GraphqlConfig;
import dev.millrace.server.sql.DatabaseConfig;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerOptionsTest {
    @TempDir
    private Path folder;

    @Test
    void takesVariablesWithoutAFlagFromADotenvFile() throws Exception {
        Path file = Files.writeString(folder.resolve("variables"), """
                MLFLOW_WEBHOOK_ALLOWED_SCHEMES=http,https
                MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES=7
                MLFLOW_SERVER_GRAPHQL_MAX_ALIASES=3
                """);

        ServerConfig config = config(cli(Map.of()).withVariablesOf(file));

        assertThat(config.webhooks().schemes()).containsExactly("http", "https");
        assertThat(config.webhooks().retries()).isEqualTo(7);
        assertThat(config.graphql()).isEqualTo(new GraphqlConfig(10, 3));
    }

    @Test
    void refusesAKeyOfWebhooksThatIsNone() {
        CliConfig cli = cli(Map.of("MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY", "s3cret"));

        assertThatThrownBy(() -> config(cli))
                .isInstanceOf(CommandException.class)
                .hasMessage("MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY cannot be used:"
                        + " a Fernet key is 32 bytes in URL-safe base 64");
        assertThat(doctor(cli))
                .contains("FAIL  server: MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY cannot be used")
                .doesNotContain("s3cret");
    }

    @Test
    void refusesNumbersThatAreNone() {
        assertThatThrownBy(() -> config(cli(Map.of("MLFLOW_WEBHOOK_REQUEST_TIMEOUT", "0"))))
                .hasMessage("MLFLOW_WEBHOOK_REQUEST_TIMEOUT has to be a whole number from 1 to 3600, not 0.");
        assertThatThrownBy(() -> config(cli(Map.of("MLFLOW_SERVER_GRAPHQL_MAX_ROOT_FIELDS", "ten"))))
                .hasMessage("MLFLOW_SERVER_GRAPHQL_MAX_ROOT_FIELDS has to be a whole number, not ten");
    }

    private CliConfig cli(Map<String, String> environment) {
        return new CliConfig(environment, folder, null, folder, ConfigurationFile.NONE);
    }

    private static ServerConfig config(CliConfig cli) {
        return ServerOptions.config(
                new Settings(
                        ServerOptions.SYNTAX,
                        new Arguments(Map.of(), List.of(), false),
                        cli.environment(),
                        ConfigurationFile.NONE),
                cli);
    }

    private static String doctor(CliConfig cli) {
        var out = new ByteArrayOutputStream();
        var terminal = new PrintStream(out, true, StandardCharsets.UTF_8);
        Settings none = new Settings(
                new DoctorCommand(cli).syntax(),
                new Arguments(Map.of(), List.of(), false),
                cli.environment(),
                ConfigurationFile.NONE);
        new DoctorCommand(cli).run(none, new Terminal(InputStream.nullInputStream(), terminal, terminal));
        return out.toString(StandardCharsets.UTF_8);
    }

    private ServerConfig config(String... words) {
        var settings = new Settings(
                ServerOptions.SYNTAX,
                Arguments.parse(ServerOptions.SYNTAX, List.of(words)),
                Map.of(),
                ConfigurationFile.NONE);
        return ServerOptions.config(settings, cli(Map.of()));
    }

    @Test
    void aRateLimitHasABurstOfTenSeconds() {
        assertThat(config().rateLimit()).isNull();
        assertThat(config("--rate-limit=50").rateLimit()).isEqualTo(new RateLimitConfig(50, 500));
        assertThat(config("--rate-limit=50", "--rate-limit-burst=7").rateLimit())
                .isEqualTo(new RateLimitConfig(50, 7));
        assertThat(config("--rate-limit=1000000").rateLimit()).isEqualTo(new RateLimitConfig(1_000_000, 1_000_000));
    }

    @Test
    void refusesARateLimitThatIsNone() {
        assertThatThrownBy(() -> config("--rate-limit=0"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--rate-limit")
                .hasMessageContaining("between 1 and 1000000");
        assertThatThrownBy(() -> config("--rate-limit-burst=7"))
                .isInstanceOf(UsageException.class)
                .hasMessage("--rate-limit-burst needs --rate-limit beside it");
    }

    @Test
    void theAuditLogIsAFileOrStandardOutput() {
        assertThat(config().audit()).isNull();
        assertThat(config("--audit-log", "audit.jsonl").audit())
                .isEqualTo(new AuditConfig.InFile(folder.resolve("audit.jsonl")));
        assertThat(config("--audit-log", "-").audit()).isInstanceOf(AuditConfig.ToStream.class);
    }

    /** An address that is changed on the way would not be that of the auth database any more. */
    @Test
    void certificatesAreForEveryConnectionAndChangeNoAddress() {
        DatabaseConfig database = config(
                        "--backend-store-uri=mariadb://h/db",
                        "--read-replica-backend-store-uri=mysql://r/db",
                        "--mysql-ssl-ca=/etc/ca.pem")
                .database();

        assertThat(database.pool().mysqlSslCa()).isEqualTo("/etc/ca.pem");
        assertThat(database.uri()).isEqualTo("mariadb://h/db");
        assertThat(database.replicaUri()).isEqualTo("mysql://r/db");
    }
}
