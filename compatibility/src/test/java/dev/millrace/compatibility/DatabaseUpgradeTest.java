package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.migration.OldServer;
import dev.millrace.server.sql.migration.SchemaCheck;
import dev.millrace.server.sql.migration.SoundProgress;
import dev.millrace.server.sql.migration.Upgrade;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void mlflowGoesOnWithAFileAndMillraceSaysTheSame(String release) throws Exception {
        MlflowInstallation installation = MlflowInstallation.required();
        Path file = folder.resolve("mlflow.db");
        unpack("mlflow-" + release + ".db.gz", file);
        String uri = "sqlite:///" + file;
        upgrade(uri);
        Path theirs = folder.resolve("theirs");
        Files.createDirectory(theirs);
        Files.copy(file, theirs.resolve("mlflow.db"));

        requireTheSame(installation, uri, "sqlite:///" + theirs.resolve("mlflow.db"));
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, 2.22.4",
        "POSTGRESQL, 3.0.1",
        "POSTGRESQL, 3.5.1",
        "MARIADB, 2.22.4",
        "MARIADB, 3.0.1",
        "MARIADB, 3.5.1",
    })
    void mlflowGoesOnWithADatabaseOnAServerAndMillraceSaysTheSame(OldServer server, String release) throws Exception {
        MlflowInstallation installation = MlflowInstallation.required();
        installation.requireModule(server == OldServer.POSTGRESQL ? "psycopg2" : "pymysql");
        String uri = server.of(release);
        upgrade(uri);

        requireTheSame(installation, uri, uri);
    }

    /** MLflow asks for the latest versions of a model in no order, and PostgreSQL gives them in that of their last writes. */
    private static @Nullable Object unordered(@Nullable Object tree) {
        return switch (tree) {
            case List<?> list ->
                list.stream()
                        .map(DatabaseUpgradeTest::unordered)
                        .sorted(Comparator.comparing(String::valueOf))
                        .toList();
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> members = new TreeMap<>();
                map.forEach((name, value) -> members.put(name, unordered(value)));
                yield members;
            }
            case null, default -> tree;
        };
    }

    private static void upgrade(String uri) {
        try (Upgrade upgrade = Upgrade.open(DatabaseConfig.of(uri), true)) {
            upgrade.run(new SoundProgress());
        }
    }

    private void requireTheSame(MlflowInstallation installation, String ourUri, String theirUri) throws Exception {
        assertThat(upgradeOfMlflow(installation, theirUri)).doesNotContain("Running upgrade");
        assertThat(SchemaCheck.of(DatabaseConfig.of(theirUri)).passed()).isTrue();
        try (var millrace = new Millrace(ourUri);
                var mlflow = CommandServer.mlflow(installation, theirUri, ServerFlags.NONE)) {
            URI ours = millrace.start(folder);
            URI original = mlflow.start(folder);
            for (String question : QUESTIONS) {
                Answer answer = new WireClient(ours).send("GET", question, Map.of(), null);
                assertThat(answer.status()).as(question).isEqualTo(200);
                assertThat(unordered(answer.tree()))
                        .as(question)
                        .isEqualTo(unordered(new WireClient(original)
                                .send("GET", question, Map.of(), null)
                                .tree()));
            }
        }
    }

    private String upgradeOfMlflow(MlflowInstallation installation, String uri)
            throws IOException, InterruptedException {
        Path output = folder.resolve("upgrade.log");
        Process process = new ProcessBuilder(installation.python().toString(), "-m", "mlflow", "db", "upgrade", uri)
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
}
