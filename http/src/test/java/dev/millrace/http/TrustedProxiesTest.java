package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedProxiesTest {
    private final TrustedProxies proxies = TrustedProxies.of("127.0.0.1, 10.0.0.1,::1");

    @Test
    void aProxySaysWhoseRequestItIs() {
        assertThat(proxies.client("127.0.0.1", List.of("192.0.2.7"))).isEqualTo("192.0.2.7");
        assertThat(proxies.client("0:0:0:0:0:0:0:1", List.of("192.0.2.7"))).isEqualTo("192.0.2.7");
        assertThat(proxies.client("127.0.0.1", List.of("192.0.2.7, 10.0.0.1"))).isEqualTo("192.0.2.7");
        assertThat(proxies.client("127.0.0.1", List.of())).isEqualTo("127.0.0.1");
    }

    @Test
    void whatClientsMakeUpIsNotBelieved() {
        assertThat(proxies.client("192.0.2.7", List.of("192.0.2.8"))).isEqualTo("192.0.2.7");
        assertThat(proxies.client("127.0.0.1", List.of("10.0.0.1, made up, 192.0.2.7")))
                .isEqualTo("192.0.2.7");
        assertThat(proxies.client("127.0.0.1", List.of("192.0.2.8", "192.0.2.7")))
                .isEqualTo("192.0.2.7");
        assertThat(proxies.client("127.0.0.1", List.of("made up"))).isEqualTo("127.0.0.1");
        assertThat(TrustedProxies.of("").client("127.0.0.1", List.of("192.0.2.7")))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void everyoneMayBeOne() {
        TrustedProxies everyone = TrustedProxies.of("*");

        assertThat(everyone.client("198.51.100.1", List.of("made up, 192.0.2.7")))
                .isEqualTo("192.0.2.7");
    }

    @Test
    void namesAndNetworksAreRefused() {
        assertThatThrownBy(() -> TrustedProxies.of("10.0.0.0/8")).isInstanceOf(IllegalArgumentException.class);
    }
}
