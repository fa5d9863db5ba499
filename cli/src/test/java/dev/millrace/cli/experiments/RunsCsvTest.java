package dev.millrace.cli.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunData;
import dev.millrace.api.model.RunInfo;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.RunTag;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cells are those that MLflow 3.17.2 wrote of such runs. */
class RunsCsvTest {
    private static Run run(String id, long start, Long end, RunData data) {
        RunInfo info = RunInfo.builder()
                .runId(id)
                .experimentId("1")
                .status(end == null ? RunStatus.RUNNING : RunStatus.FINISHED)
                .artifactUri("/a/" + id)
                .startTime(start)
                .endTime(end)
                .build();
        return Run.builder().info(info).data(data).build();
    }

    private static Metric metric(String key, double value) {
        return Metric.builder().key(key).value(value).build();
    }

    @Test
    void writesCellsAsPandasDoes() {
        Run second = run(
                "two",
                1_700_000_005_000L,
                null,
                RunData.builder()
                        .metrics(List.of(
                                metric("m", 1e-7), metric("n", Double.NaN), metric("q", Double.POSITIVE_INFINITY)))
                        .build());
        Run first = run(
                "one",
                1_700_000_000_123L,
                1_700_000_001_000L,
                RunData.builder()
                        .metrics(List.of(metric("m", 0.1 + 0.2)))
                        .params(List.of(new Param("p", "vé")))
                        .tags(List.of(new RunTag("t", "x,\"y\"\nz")))
                        .build());

        assertThat(RunsCsv.of(List.of(second, first)))
                .isEqualTo("run_id,experiment_id,status,artifact_uri,start_time,end_time,"
                        + "metrics.m,metrics.n,metrics.q,params.p,tags.t\n"
                        + "two,1,RUNNING,/a/two,2023-11-14 22:13:25.000+00:00,,1e-07,,inf,,\n"
                        + "one,1,FINISHED,/a/one,2023-11-14 22:13:20.123+00:00,2023-11-14 22:13:21+00:00,"
                        + "0.30000000000000004,,,vé,\"x,\"\"y\"\"\nz\"\n");
    }

    @Test
    void quotesCarriageReturns() {
        Run run = run(
                "one",
                0,
                null,
                RunData.builder().params(List.of(new Param("p", "a\rb"))).build());

        assertThat(RunsCsv.of(List.of(run))).endsWith(",\"a\rb\"\n");
    }

    @Test
    void hasAHeaderWithoutRuns() {
        assertThat(RunsCsv.of(List.of())).isEqualTo("run_id,experiment_id,status,artifact_uri,start_time,end_time\n");
    }
}
