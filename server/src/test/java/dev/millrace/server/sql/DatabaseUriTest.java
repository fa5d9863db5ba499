package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUriTest {
    @Test
    void threeSlashesBeforeARelativePathAndFourBeforeAnAbsoluteOne() {
        assertThat(DatabaseUri.sqliteFile("sqlite:///data/mlflow.db"))
                .isEqualTo(Path.of("data/mlflow.db").toAbsolutePath());
        assertThat(DatabaseUri.sqliteFile("sqlite:////var/lib/mlflow.db")).isEqualTo(Path.of("/var/lib/mlflow.db"));
        assertThat(DatabaseUri.sqliteFile("sqlite+pysqlite:////a.db")).isEqualTo(Path.of("/a.db"));
    }

    @Test
    void anAddressForPeopleHasNoSecrets() {
        assertThat(DatabaseUri.withoutSecrets("postgresql+psycopg2://u:a/b?c@h:1/db?password=x"))
                .isEqualTo("postgresql+psycopg2://h:1/db?…");
        assertThat(DatabaseUri.withoutSecrets("postgresql://h/db?password=a@b")).isEqualTo("postgresql://h/db?…");
        assertThat(DatabaseUri.withoutSecrets("mysql://u:p@ss@h/db")).isEqualTo("mysql://…");
        assertThat(DatabaseUri.withoutSecrets("mssql+pymssql://u:p@h:1433/db")).isEqualTo("mssql+pymssql://h:1433/db");
        assertThat(DatabaseUri.withoutSecrets("sqlite:///a@b.db")).isEqualTo("sqlite:///a@b.db");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://u:p@h/db, write postgresql: instead",
        "databricks://profile, databricks",
        "sqlite://, names no file",
        "sqlite:///:memory:, is not a file",
        "sqlite:///a.db?mode=ro, not supported yet",
        "./mlruns, file store is retired",
        "file:///tmp/mlruns, file store is retired",
    })
    void otherAddressesAreRefusedByName(String uri, String message) {
        assertThatThrownBy(() -> DatabaseUri.sqliteFile(uri))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(message);
    }
}
