package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.sql.migration.Progress;
import dev.millrace.server.sql.migration.Revision;
import dev.millrace.server.sql.migration.SchemaCheck;
import dev.millrace.server.sql.migration.Upgrade;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Databases of older releases, upgraded by Millrace: MLflow itself finds nothing left to upgrade and serves them, and both
 * servers say the same of them. That every row and definition is as after MLflow's upgrade is tested in the module server.
 */
@Tag("slow")
@Timeout(600)
class DatabaseUpgradeTest {
    private static final Path DATABASES = Path.of("server/src/test/resources/dev/millrace/server/sql/migration");

    private static final List<String> QUESTIONS = List.of(
            "/api/2.0/mlflow/experiments/search?max_results=100&view_type=ALL",
            "/api/2.0/mlflow/experiments/get-by-name?experiment_name=first",
            "/api/2.0/mlflow/registered-models/search?max_results=100",
            "/api/2.0/mlflow/model-versions/search?max_results=100",
            "/api/2.0/mlflow/registered-models/get?name=churn");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"2.22.4", "3.0.1", "3.5.1"})
    void mlflowGoesOnWithItAndMillraceSaysTheSame(String release) throws Exception {
        MlflowInstallation installation = MlflowInstallation.required();
        Path file = folder.resolve("mlflow.db");
        unpack("mlflow-" + release + ".db.gz", file);
        String uri = "sqlite:///" + file;
        try (Upgrade upgrade = Upgrade.open(uri, true)) {
            upgrade.run(new Silent());
        }
        Path theirs = folder.resolve("theirs");
        Files.createDirectory(theirs);
        Files.copy(file, theirs.resolve("mlflow.db"));

        assertThat(upgradeOfMlflow(installation, theirs)).doesNotContain("Running upgrade");
        assertThat(SchemaCheck.of("sqlite:///" + theirs.resolve("mlflow.db")).passed())
                .isTrue();
        try (var millrace = new Millrace();
                var mlflow = new MlflowServer(installation, "sqlite:///" + theirs.resolve("mlflow.db"))) {
            URI ours = millrace.start(folder);
            URI original = mlflow.start(theirs);
            for (String question : QUESTIONS) {
                Answer answer = new WireClient(ours).send("GET", question, Map.of(), null);
                assertThat(answer.status()).as(question).isEqualTo(200);
                assertThat(answer.tree())
                        .as(question)
                        .isEqualTo(new WireClient(original)
                                .send("GET", question, Map.of(), null)
                                .tree());
            }
        }
    }

    private static String upgradeOfMlflow(MlflowInstallation installation, Path folder)
            throws IOException, InterruptedException {
        Path output = folder.resolve("upgrade.log");
        Process process = new ProcessBuilder(
                        installation.python().toString(),
                        "-m",
                        "mlflow",
                        "db",
                        "upgrade",
                        "sqlite:///" + folder.resolve("mlflow.db"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String told = Files.readString(output);
        assertThat(process.exitValue()).as(told).isZero();
        return told;
    }

    private static void unpack(String name, Path file) throws IOException {
        try (InputStream packed = new GZIPInputStream(Files.newInputStream(
                CompatibilityConfig.root().resolve(DATABASES).resolve(name)))) {
            Files.copy(packed, file);
        }
    }

    private static final class Silent implements Progress {
        @Override
        public void begins(Revision revision, int number, int count) {
            assertThat(number).isBetween(1, count);
        }

        @Override
        public void rows(String what, long done) {
            assertThat(done).isPositive();
        }
    }
}
