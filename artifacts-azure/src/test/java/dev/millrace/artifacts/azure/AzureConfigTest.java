package dev.millrace.artifacts.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.azure.AzureConfig.Signing;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AzureConfigTest {
    private static final String KEY = "c2VjcmV0IGtleQ==";

    @Test
    void signsWithWhatTheFirstVariableGives() {
        assertThat(AzureConfig.of(Map.of()).signing()).isEqualTo(Signing.DELEGATION_KEY);
        assertThat(AzureConfig.of(Map.of("AZURE_STORAGE_SAS_TOKEN", "?sv=1&sig=x")))
                .satisfies(config -> assertThat(config.sasToken()).isEqualTo("sv=1&sig=x"))
                .extracting(AzureConfig::signing)
                .isEqualTo(Signing.NOTHING);
        assertThat(AzureConfig.of(Map.of("AZURE_STORAGE_SAS_TOKEN", "sv=1&sig=x", "AZURE_STORAGE_ACCESS_KEY", KEY))
                        .signing())
                .isEqualTo(Signing.ACCOUNT_KEY);
    }

    @Test
    void refusesAKeyThatIsNoneWithoutRepeatingIt() {
        assertThatThrownBy(() -> AzureConfig.of(Map.of("AZURE_STORAGE_ACCESS_KEY", "not base 64")))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("AZURE_STORAGE_ACCESS_KEY")
                .hasMessageNotContaining("not base 64");
        assertThat(AzureConfig.of(Map.of("AZURE_STORAGE_ACCESS_KEY", KEY)).toString())
                .doesNotContain(KEY);
    }
}
