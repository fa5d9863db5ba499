package dev.millrace.artifacts.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactUri;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureAddressTest {

    @ParameterizedTest
    @CsvSource({
        "wasbs://c@acc.blob.core.windows.net/p, c, https://acc.blob.core.windows.net",
        "abfss://fs@acc.dfs.core.windows.net/p, fs, https://acc.blob.core.windows.net",
        "abfss://fs@acc.dfs.core.chinacloudapi.cn, fs, https://acc.blob.core.chinacloudapi.cn",
        "wasbs://c@acc.blob.core.usgovcloudapi.net/p, c, https://acc.blob.core.usgovcloudapi.net",
    })
    void readsBothForms(String uri, String container, String endpoint) {
        AzureAddress address = AzureAddress.of(ArtifactUri.parse(uri));

        assertThat(address.container()).isEqualTo(container);
        assertThat(address.endpoint()).isEqualTo(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wasbs://c@acc.example.com/p",
                "wasbs://acc.blob.core.windows.net/p",
                "wasbs://c@acc.dfs.core.windows.net/p",
                "abfss://c@acc.blob.core.windows.net/p",
                "wasbs://c@a.b.blob.core.windows.net/p",
                "wasbs:///p"
            })
    void refusesOthers(String uri) {
        assertThatThrownBy(() -> AzureAddress.of(ArtifactUri.parse(uri)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("no address of Azure's storage");
    }

    @Test
    void hidesWhatTheVariablesHold() {
        AzureConfig config = AzureConfig.of(Map.of(
                "AZURE_STORAGE_CONNECTION_STRING", "hidden",
                "AZURE_STORAGE_ACCESS_KEY", "hidden",
                "AZURE_STORAGE_SAS_TOKEN", "?sig=hidden"));

        assertThat(config.toString()).doesNotContain("hidden");
        assertThat(config.sasToken()).isEqualTo("sig=hidden");
    }
}
