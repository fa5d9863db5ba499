package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The schema that Millrace makes, told in lines, is that of a database which MLflow 3.17.2 made. */
class MariadbSchemaTest {
    @Test
    void itIsThatOfTheOriginal() {
        try (Database database = Database.open(DatabaseConfig.of(MariadbServer.newDatabase()))) {
            List<String> made =
                    database.read(session -> session.query(SchemaDescription.MARIADB.query(), row -> row.getString(1)));

            assertThat(made).containsExactlyInAnyOrderElementsOf(SchemaDescription.MARIADB.original());
        }
    }
}
