package dev.millrace.serving.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkspaceTest {
    private static final int WIDTH = 30;

    @Test
    void keepsTheMemoryOfOrdinaryRequestsOnly() throws Exception {
        try (var workspace = new Workspace(WIDTH)) {
            fill(workspace, 1000);
            workspace.clear();
            assertThat(workspace.table().cells()).hasSizeGreaterThanOrEqualTo(1000 * WIDTH);
            assertThat(workspace.tableBuffer().capacity()).isGreaterThanOrEqualTo(1000 * WIDTH);

            fill(workspace, 100_000);
            workspace.clear();
            assertThat(workspace.table().cells()).hasSizeLessThan(1000 * WIDTH);
            assertThat(workspace.tableBuffer().capacity()).isLessThan(1000 * WIDTH);

            fill(workspace, 2);
            assertThat(workspace.tableBuffer().remaining()).isEqualTo(2 * WIDTH);
            assertThat(workspace.tableBuffer().get(WIDTH)).isEqualTo(1);
        }
    }

    private static void fill(Workspace workspace, int rows) {
        for (int row = 0; row < rows; row++) {
            workspace.table().set(workspace.table().addRow(), row);
        }
        assertThat(workspace.tableBuffer().remaining()).isEqualTo(rows * WIDTH);
    }
}
