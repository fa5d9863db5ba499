package dev.millrace.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class FernetTest {
    private static final String KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private static final Clock CLOCK = Clock.systemUTC();

    /** The example of the public specification. */
    @Test
    void readsWhatOthersWrote() {
        String token =
                "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";
        assertThat(Fernet.of(KEY, CLOCK).decrypt(token)).contains("hello");
    }

    @Test
    void writesTokensOfItsForm() {
        Fernet fernet = Fernet.of(KEY, CLOCK);
        String token = fernet.encrypt("grüße");
        assertThat(token).startsWith("gAAAAA").hasSize(100);
        assertThat(fernet.decrypt(token)).contains("grüße");
        assertThat(fernet.encrypt("grüße")).isNotEqualTo(token);
    }

    @Test
    void whatWasChangedOrIsOfAnotherKeyIsNotRead() {
        Fernet fernet = Fernet.of(KEY, CLOCK);
        String token = fernet.encrypt("secret");
        for (int i = 0; i < 73; i++) {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            bytes[i] ^= 1;
            assertThat(fernet.decrypt(Base64.getUrlEncoder().encodeToString(bytes)))
                    .as("byte %d", i)
                    .isEmpty();
        }
        assertThat(Fernet.ofRandomKey(CLOCK).decrypt(token)).isEmpty();
        assertThat(fernet.decrypt("gAAAAA==")).isEmpty();
        assertThat(fernet.decrypt("not base 64!")).isEmpty();
    }

    @Test
    void aWrongKeyIsNotShown() {
        assertThatThrownBy(() -> Fernet.of("c2hvcnQ=", CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a Fernet key is 32 bytes in URL-safe base 64");
    }
}
