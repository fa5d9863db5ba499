package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver is given; no server here takes it. */
class SqlServerConnectionsTest {
    @Test
    void anAddressAsPymssqlHasIt() {
        assertThat(properties(
                        "mssql+pymssql://ml%40flow:p%40ss@db.example.com/ml?charset=utf8&login_timeout=5&appname=x"))
                .containsAllEntriesOf(Map.of(
                        "serverName", "db.example.com",
                        "portNumber", "1433",
                        "databaseName", "ml",
                        "user", "ml@flow",
                        "password", "p@ss",
                        "loginTimeout", "5",
                        "applicationName", "x"));
    }

    @Test
    void anAddressAsPyodbcHasIt() {
        assertThat(
                        properties(
                                "mssql+pyodbc://u:p@h:1444/ml?driver=ODBC+Driver+18+for+SQL+Server&Encrypt=Strict"
                                        + "&TrustServerCertificate=no&HostNameInCertificate=h2&ApplicationIntent=ReadOnly&MultiSubnetFailover=Yes"))
                .containsAllEntriesOf(Map.of(
                        "portNumber", "1444",
                        "encrypt", "strict",
                        "trustServerCertificate", "false",
                        "hostNameInCertificate", "h2",
                        "applicationIntent", "ReadOnly",
                        "multiSubnetFailover", "true"));
    }

    @Test
    void connectionsAreEncryptedAndTheCertificateIsCheckedUnlessTheAddressSaysOtherwise() {
        assertThat(properties("mssql://h/ml"))
                .containsEntry("encrypt", "true")
                .doesNotContainKey("trustServerCertificate");
        assertThat(properties("mssql://h/ml?Encrypt=no")).containsEntry("encrypt", "false");
        assertThat(properties("mssql://h/ml?TrustServerCertificate=yes"))
                .containsEntry("encrypt", "true")
                .containsEntry("trustServerCertificate", "true");
    }

    @Test
    void aLostConnectionIsNotReplacedByTheDriverItself() {
        assertThat(properties("mssql://h/ml"))
                .containsEntry("connectRetryCount", "0")
                .containsEntry("sendStringParametersAsUnicode", "false");
    }

    @Test
    void anInstanceIsAskedForItsPort() {
        assertThat(properties("mssql://u:p@h\\SQLEXPRESS/ml"))
                .containsEntry("serverName", "h")
                .containsEntry("instanceName", "SQLEXPRESS")
                .doesNotContainKey("portNumber");
    }

    @Test
    void theSchemaIsNotMadeInWhateverDatabaseTheUserHasAnyway() {
        assertThatThrownBy(() -> properties("mssql://u:s3cret@h"))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("names no database")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void aServerThatIsNotThereIsWaitedForAndACertificateIsNot() {
        var connections = new SqlServerConnections(ServerAddress.parse("mssql://h/ml"));

        assertThat(connections.isWorthWaiting(new SQLException("connection refused", "08S01")))
                .isTrue();
        assertThat(connections.isWorthWaiting(
                        new SQLException("PKIX path building failed", "08S01", new CertificateException())))
                .isFalse();
        assertThat(connections.isWorthWaiting(new SQLException("Login failed", "S0001", 18456)))
                .isFalse();
        assertThat(connections.isWorthWaiting(new SQLException("not available now", "S0001", 40613)))
                .isTrue();
    }

    @Test
    void whatIsNoDriverIsRefusedWithItsPlace(@TempDir Path folder) {
        Path absent = folder.resolve("mssql");
        if (isOnTheClassPath()) {
            assertThat(SqlServerDriver.load(absent)).isNotNull();
        } else {
            assertThatThrownBy(() -> SqlServerDriver.load(absent))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining(absent.toString());
        }
    }

    private static boolean isOnTheClassPath() {
        return SqlServerConnectionsTest.class
                        .getClassLoader()
                        .getResource("com/microsoft/sqlserver/jdbc/SQLServerDriver.class")
                != null;
    }

    private static Properties properties(String uri) {
        return new SqlServerConnections(ServerAddress.parse(uri)).properties();
    }
}
