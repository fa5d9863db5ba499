package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void fragmentsKeepTheirValuesInOrder() {
        Sql sql = Sql.builder()
                .append("SELECT * FROM t WHERE a = ?", 1)
                .append(" AND ")
                .append(Sql.of("b IN ").plus(Sql.of("(?, ?)", "x", "y")))
                .build();

        assertThat(sql.text()).isEqualTo("SELECT * FROM t WHERE a = ? AND b IN (?, ?)");
        assertThat(sql.parameters()).containsExactly(1, "x", "y");
    }

    @Test
    void fragmentsAreJoined() {
        assertThat(Sql.join(" AND ", List.of(Sql.of("a = ?", 1), Sql.of("b = ?", 2))))
                .isEqualTo(Sql.of("a = ? AND b = ?", 1, 2));
    }
}
