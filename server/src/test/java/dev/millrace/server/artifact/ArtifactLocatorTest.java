package dev.millrace.server.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactStores;
import dev.millrace.artifacts.StoresConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a server that passes no artifacts through reaches other servers. */
class ArtifactLocatorTest {

    private static final ArtifactRoots NONE = new ArtifactRoots() {
        @Override
        public String ofRun(@Nullable String runId) {
            throw ApiException.notFound("no run");
        }

        @Override
        public String ofLoggedModel(String modelId) {
            throw ApiException.notFound("no model");
        }

        @Override
        public String ofModelVersion(@Nullable String name, @Nullable String version) {
            throw ApiException.notFound("no version");
        }
    };

    @ParameterizedTest
    @CsvSource({
        "mlflow-artifacts://files:5000, mlflow-artifacts://files:5000/1/run/artifacts",
        "mlflow-artifacts://files:5000/team, mlflow-artifacts://files:5000/team/1/run/artifacts",
        "http://files/api/2.0/mlflow-artifacts/artifacts/team, http://files/api/2.0/mlflow-artifacts/artifacts/team/1",
    })
    void belowItsDefaultRoot(String defaultRoot, String asked) {
        assertThat(locator(defaultRoot).locate(asked).proxied()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "mlflow-artifacts://files:5000, mlflow-artifacts://other:5000/1",
        "mlflow-artifacts://files:5000/team, mlflow-artifacts://files:5000/others/1",
        "mlflow-artifacts://files:5000/team, mlflow-artifacts://files:5000/team/../others",
        "./mlruns, http://169.254.169.254/api/2.0/mlflow-artifacts/artifacts/x",
        "./mlruns, mlflow-artifacts:/1",
        "./mlruns, c:/x/run/artifacts",
    })
    void nowhereElse(String defaultRoot, String asked) {
        assertThatThrownBy(() -> locator(defaultRoot).locate(asked)).isInstanceOf(ApiException.class);
    }

    private static ArtifactLocator locator(String defaultRoot) {
        return new ArtifactLocator(new ArtifactStores(StoresConfig.NONE), null, defaultRoot, NONE);
    }
}
