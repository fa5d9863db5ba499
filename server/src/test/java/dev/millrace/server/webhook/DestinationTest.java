package dev.millrace.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://93.184.216.34              | 443  | /       | 93.184.216.34
            https://93.184.216.34:8443/a?b=c   | 8443 | /a?b=c  | 93.184.216.34:8443
            https://[2606:4700::1111]/ü        | 443  | /%C3%BC | [2606:4700::1111]
            HTTPS://93.184.216.34:443?x        | 443  | /?x     | 93.184.216.34
            """)
    void takesAnAddressApart(String url, int port, String target, String authority) throws UnknownHostException {
        Destination destination = Destination.of(url, WebhookConfig.DEFAULT);
        assertThat(destination.port()).isEqualTo(port);
        assertThat(destination.target()).isEqualTo(target);
        assertThat(destination.authority()).isEqualTo(authority);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://93.184.216.34/      | Invalid webhook URL scheme: 'http'. Allowed schemes are: https.
            file:///etc/passwd         | Invalid webhook URL scheme: 'file'. Allowed schemes are: https.
            93.184.216.34/hook         | Invalid webhook URL scheme: ''. Allowed schemes are: https.
            https://u:secret@my_host/  | Webhook URL must include a hostname.
            https:///hook              | Webhook URL must include a hostname.
            https://127.0.0.1/         | Webhook URL must not resolve to a non-public IP address. '127.0.0.1' resolves to 127.0.0.1.
            https://[::ffff:10.0.0.1]/ | Webhook URL must not resolve to a non-public IP address. '::ffff:10.0.0.1' resolves to 10.0.0.1.
            """)
    void refusesOthers(String url, String message) {
        assertThatThrownBy(() -> Destination.of(url, WebhookConfig.DEFAULT))
                .isInstanceOf(ApiException.class)
                .hasMessage(message);
    }

    @Test
    void refusesWhatCannotBeReadWithoutShowingIt() {
        assertThatThrownBy(() -> Destination.of("https://a b\r\nX: y", WebhookConfig.DEFAULT))
                .hasMessage("Invalid webhook URL: it cannot be read at 9.");
        assertThatThrownBy(() -> Destination.of(" ", WebhookConfig.DEFAULT))
                .hasMessage("Webhook URL cannot be empty or just whitespace: ' '");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "fc00::1",
                "fd12::1",
                "fe80::1",
                "ff02::1",
                "2001:db8::1",
                "2001::1",
                "2002:7f00:1::",
                "2002:a00:1::",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "100::1",
                "3fff::1"
            })
    void isNotPublic(String address) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.0.1",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.1",
                "2606:4700::1111",
                "2002:101:101::",
                "64:ff9b::101:101"
            })
    void isPublic(String address) throws UnknownHostException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isTrue();
    }
}
