package dev.millrace.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may become a model version. The run r keeps its artifacts in {@code mlflow-artifacts:/1/r/artifacts}. */
class ModelSourceTest {
    private static final ModelSource.Owner RUNS = id -> id.equals("r") ? "mlflow-artifacts:/1/r/artifacts" : null;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlflow-artifacts:/1/r/artifacts",
                "mlflow-artifacts:/1/r/artifacts/model",
                "mlflow-artifacts:/1/r/artifacts/a%20b",
                "mlflow-artifacts:/1//r/artifacts/model",
                "runs:/r/model",
                "runs:/r",
                "s3://bucket/x",
                "s3://bucket//x/",
                "gs://b/x?generation=1",
                "wasbs://c@a.blob.core.windows.net/x",
                "dbfs:/x/y",
                "models:/name/3",
            })
    void belongsToTheRun(String source) {
        assertThatCode(() -> new ModelSource(source).checkBelongsToRun("r", RUNS))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlflow-artifacts:/1/other/artifacts/model",
                "mlflow-artifacts:/1/r/artifactsX",
                "mlflow-artifacts:/1/r",
                "mlflow-artifacts:/1/r/artifacts/../../s",
                "mlflow-artifacts:/1/r/artifacts/%2e%2e/%2e%2e/s",
                "mlflow-artifacts:/1/r/artifacts/%25252e%25252e/s",
                "mlflow-artifacts:/1/r/artifacts/./x",
                "https://h/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts",
                "runs:/s/model",
                "runs://r/model",
                "runs:/",
                "models:/m-123",
                "models:/",
                "models:/a/b/c",
                "models:/name@",
                "s3://bucket",
                "s3://bucket/x/..",
                "s3://bucket/x%00",
                "s3:relative",
                "relative/path",
                "/etc/passwd",
                "file:///etc/passwd",
                "file://host/share",
                "",
            })
    void doesNotBelongToTheRun(String source) {
        assertThatThrownBy(() -> new ModelSource(source).checkBelongsToRun("r", RUNS))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("Invalid model version source: '" + source + "'");
    }

    @Test
    void aLocalPathHasToLieInTheFolderOfTheRun(@TempDir Path folder) throws IOException {
        Path artifacts = Files.createDirectories(folder.resolve("artifacts/model"));
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.createSymbolicLink(artifacts.resolve("link"), secret);
        ModelSource.Owner runs = id -> folder.resolve("artifacts").toString();

        assertThatCode(() -> local(artifacts).checkBelongsToRun("r", runs)).doesNotThrowAnyException();
        assertThatCode(() -> new ModelSource("file://" + artifacts).checkBelongsToRun("r", runs))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> local(secret).checkBelongsToRun("r", runs)).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> local(artifacts.resolve("../../secret")).checkBelongsToRun("r", runs))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> local(artifacts.resolve("link")).checkBelongsToRun("r", runs))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> local(artifacts).checkBelongsToRun("", runs)).isInstanceOf(ApiException.class);
    }

    @Test
    void namesRegisteredModelsByNumberStageAliasOrLatest() {
        assertThat(ModelsUri.parse("/m/7")).isEqualTo(new ModelsUri.Version("m", "7"));
        assertThat(ModelsUri.parse("/m/Latest")).isEqualTo(new ModelsUri.Latest("m"));
        assertThat(ModelsUri.parse("/m/Production")).isEqualTo(new ModelsUri.InStage("m", "Production"));
        assertThat(ModelsUri.parse("/m@x@best")).isEqualTo(new ModelsUri.Alias("m@x", "best"));
        assertThat(ModelsUri.parse("/m-1")).isEqualTo(new ModelsUri.LoggedModel("m-1"));
        assertThat(ModelsUri.parse("m/1")).isNull();
    }

    private static ModelSource local(Path path) {
        return new ModelSource(path.toString());
    }
}
