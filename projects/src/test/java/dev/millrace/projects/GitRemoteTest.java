package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitRemoteTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            https://ada:secret@host/x.git,         https://host/x.git,    https://host,    ada,   secret
            HTTPS://ada:p@ss@host:8443/a/b?c#d,    HTTPS://host:8443/a/b?c#d, HTTPS://host:8443, ada, p@ss
            https://ada:a%40b+c%20d@host/x,        https://host/x,        https://host,    ada,   a@b+c d
            https://TOKEN@host,                    https://host,          https://host,    TOKEN, -
            https://host/x@y,                      https://host/x@y,      -,               -,     -
            ssh://git@host/x.git,                  ssh://git@host/x.git,  -,               -,     -
            git@host:x.git,                        git@host:x.git,        -,               -,     -
            """)
    void takesAddressesApart(String uri, String address, String origin, String user, String password) {
        assertThat(GitRemote.parse(uri)).isEqualTo(new GitRemote(address, origin, user, password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://ada:s3cr%zzt@host", "https://ada:s3cr%0at@host"})
    void refusesWhatGitCannotTake(String uri) {
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> GitRemote.parse(uri))
                .withMessageContaining("https://host")
                .withMessageNotContaining("s3cr")
                .withNoCause();
    }

    @Test
    void keepsTheSettingsThatGitIsGivenAlready() {
        Map<String, String> given =
                Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "a.b", "GIT_CONFIG_VALUE_0", "c");

        assertThat(GitRemote.parse("https://bob@host/x").addTo(given))
                .containsAllEntriesOf(Map.of("GIT_CONFIG_KEY_0", "a.b", "GIT_CONFIG_VALUE_0", "c"))
                .containsEntry("GIT_CONFIG_COUNT", "2")
                .containsEntry("GIT_CONFIG_KEY_1", "credential.https://host.username")
                .containsEntry("GIT_CONFIG_VALUE_1", "bob");
        assertThat(GitRemote.parse("https://host/x").addTo(given)).isEqualTo(given);
    }
}
