package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnvironmentBuilderTest {
    @Test
    void namesWhatCouldNotBeInstalledWithoutAddresses() {
        List<String> requirements = List.of(
                "--index-url https://user:pw@index/simple",
                "numpy==2.0 ; python_version > '3'",
                "mine @ git+https://TOKEN@github.com/me/mine",
                "other@https://user:pw@host/other.whl",
                "https://user:pw@host/x.whl",
                "git+ssh://git:pw@host/y.git");

        assertThat(EnvironmentBuilder.notInstalled("pip", requirements))
                .isEqualTo("pip could not install numpy==2.0, mine, other");
    }

    @Test
    void saysSoWhereNothingHasAName() {
        assertThat(EnvironmentBuilder.notInstalled("uv", List.of("-e .", "https://TOKEN@host/x.whl")))
                .isEqualTo("uv could not install the requirements");
    }
}
