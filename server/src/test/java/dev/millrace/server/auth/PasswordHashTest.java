package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    /** Written by werkzeug 3.1.9 for "a pässword of twelve". */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "scrypt:32768:8:1$nxTUFC4hSjpaJY3v$4e6c648c29b06b876a5b6634fa24989c7399fdb5f675a3d25ecfc3216feacc49ede8bf1bba7f9cb056945354d817c7aff96a72d6523b20108f98954cdbe7f928",
                "pbkdf2:sha256:150000$kuVNRr2E$cdae8919e31ee407ee095c5a52fe2480b20ec44318990486ef9b4cb423b7f696",
                "pbkdf2:sha1:1000$416QWBe3$4a0923c523bb8e7dbfac8ac1754faf1dcaafef7d"
            })
    void hashesOfWerkzeugAreVerified(String hash) {
        assertThat(PasswordHash.verify(hash, "a pässword of twelve")).isTrue();
        assertThat(PasswordHash.verify(hash, "a password of twelve")).isFalse();
        assertThat(PasswordHash.verify(hash, "")).isFalse();
    }

    @Test
    void ownHashesAreLikeThem() {
        String hash = PasswordHash.of("a pässword of twelve");

        assertThat(hash).matches("scrypt:32768:8:1\\$[A-Za-z0-9]{16}\\$[0-9a-f]{128}");
        assertThat(PasswordHash.verify(hash, "a pässword of twelve")).isTrue();
        assertThat(PasswordHash.of("a pässword of twelve")).isNotEqualTo(hash);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "scrypt:32768:8:1$salt$",
                "scrypt:32768:8:1$salt$nohex",
                "scrypt:1073741824:8:1$salt$00",
                "scrypt:32768:8$salt$00",
                "scrypt:-1:8:1$salt$00",
                "scrypt:3:8:1$salt$00",
                "pbkdf2:md5:1$salt$00",
                "pbkdf2:sha256:2000000000$salt$00",
                "sha256$salt$00",
                "REDACTED"
            })
    void whatIsNoHashMatchesNothing(String hash) {
        assertThat(PasswordHash.verify(hash, "password")).isFalse();
        assertThat(PasswordHash.verify(hash, "")).isFalse();
    }
}
