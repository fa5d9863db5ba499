package dev.millrace.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactUri;
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
                "c:/of/a/client",
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
                "c:\\of\\a\\client",
                "c:/of/../a",
                "c:relative",
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

    /** What an address may hide behind: the folder of the run is {@code <root>/x/r/artifacts}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s?/../../../../etc",
                "%s#/../../../../etc",
                "%s?/../../..",
                "%s/a%%252Fb%%252Fc%%252Fd/../../..",
                "%s/%%2e%%2e/%%2e%%2e",
                "file://%s/%%2e%%2e/%%2e%%2e",
                "file://%s/a%%252Fb%%252Fc%%252Fd/../../..",
                "file://%s/a/../..?/a/b/c",
                "file://localhost%s/../..",
                "/%s/../..",
                "//host/../etc",
                "%s/%%00",
            })
    void neitherCanItClimbOutUnseen(String form, @TempDir Path folder) throws IOException {
        Path artifacts = Files.createDirectories(folder.resolve("x/r/artifacts"));
        Files.createDirectories(folder.resolve("x/r/artifacts?"));

        String source = form.formatted(artifacts);

        assertThatThrownBy(() -> new ModelSource(source).checkBelongsToRun("r", id -> artifacts.toString()))
                .as(source)
                .isInstanceOf(ApiException.class);
    }

    /** An escaped slash makes one step of the text out of several of the path, so that ".." leads elsewhere in each. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s/a%%2Fb%%2Fc%%2Fd/../../..",
                "file://%s/a%%2Fb%%2Fc%%2Fd/../../..",
                "file:///.%s/a%%2Fb/../../c",
            })
    void isNotKeptWhereItWouldBeOpenedElsewhere(String form, @TempDir Path folder) {
        String source = form.formatted(folder);

        assertThatThrownBy(() -> new ModelSource(source).storageLocation())
                .as(source)
                .isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s/model",
                "%s/a?b/../model",
                "%s//model/",
                "%s/a%%20b",
                "file:%s/model",
                "file://%s/a/../model",
                "file:///.%s/model?/../../../../../../../etc",
                "file://%s/model#/../../../../../../../etc",
                "FILE://localhost%s/model",
            })
    void whatIsCheckedIsWhatIsOpened(String form, @TempDir Path folder) throws Exception {
        Path artifacts = Files.createDirectories(folder.resolve("x/r/artifacts"));
        var source = new ModelSource(form.formatted(artifacts));

        source.checkBelongsToRun("r", id -> artifacts.toString());

        Path opened = ArtifactUri.parse(source.storageLocation()).localPath();
        assertThat(opened).startsWithRaw(artifacts).isNotEqualTo(artifacts);
        assertThat(Path.of(ArtifactUri.parse(source.storageLocation()).path())).isNormalized();
    }

    @Test
    void isEncodedAtMostTenTimesOver() {
        assertThatThrownBy(() -> new ModelSource("s3://b/%" + "25".repeat(20) + "2e").checkBelongsToRun("r", RUNS))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("Invalid model version source: 's3://b/%2525")
                .hasMessageEndingWith("too many times over.");
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
