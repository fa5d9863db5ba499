package dev.millrace.cli.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void makesColumnsAsWideAsTheirWidestCell() {
        String table = Table.of(List.of("x", "Name"), List.of(List.of("a", "wider than"), List.of("b", "😀")));

        assertThat(table.lines())
                .containsExactly("x     Name      ", "----  ----------", "a     wider than", "b     😀         ");
    }

    /** MLflow prints two line breaks then, of which one is the command's own. */
    @Test
    void hasNoHeadersWithoutRows() {
        assertThat(Table.of(List.of("x"), List.of())).isEqualTo("\n");
    }
}
