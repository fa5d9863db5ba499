package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UvBuilderTest {
    @Test
    void passesPipsSettingsOnByUvsNames() {
        Map<String, String> settings = new HashMap<>();

        UvBuilder.takeSetting("global.index-url='https://packages.example/simple'", settings);
        UvBuilder.takeSetting(":env:.find-links='/opt/a /opt/b'", settings);
        UvBuilder.takeSetting("global.extra-index-url='\\nhttps://one.example\\nhttps://two.example'", settings);
        UvBuilder.takeSetting("global.progress-bar='off'", settings);

        assertThat(settings)
                .containsOnly(
                        Map.entry("UV_DEFAULT_INDEX", "https://packages.example/simple"),
                        Map.entry("UV_FIND_LINKS", "/opt/a,/opt/b"),
                        Map.entry("UV_INDEX", "https://one.example https://two.example"));
    }
}
