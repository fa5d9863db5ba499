package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StaticPrefixTest {

    private final StaticPrefix prefix =
            new StaticPrefix("/mlf", (method, path) -> method.equals("GET") && path.equals("/metrics"));

    @Test
    void takesThePrefixOff() throws Exception {
        assertThat(served("/mlf/api/2.0/x")).isEqualTo("/api/2.0/x");
        assertThat(served("/mlf/")).isEqualTo("/");
        assertThat(served("/metrics")).isEqualTo("/metrics");
    }

    @Test
    void knowsNothingOutsideOfIt() throws Exception {
        for (String path : new String[] {"/health", "/mlfx", "/", "/ml"}) {
            assertThat(prefix.filter(new TestExchange("GET", path), exchange -> Response.empty(200))
                            .status())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    @Test
    void knowsWhatIsServedBareByItsMethodToo() throws Exception {
        assertThat(prefix.filter(new TestExchange("DELETE", "/metrics"), exchange -> Response.empty(200))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void sendsTheBarePrefixToTheFrontPage() throws Exception {
        Response answer = prefix.filter(new TestExchange("GET", "/mlf"), exchange -> Response.empty(200));

        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.headers()).containsEntry("Location", "/mlf/");
        assertThat(prefix.filter(new TestExchange("GET", "/mlf?a=b%0A&c"), exchange -> Response.empty(200))
                        .headers())
                .containsEntry("Location", "/mlf/?a=b%0A&c");
    }

    private String served(String path) throws Exception {
        return TestExchange.bodyOf(
                prefix.filter(new TestExchange("GET", path), exchange -> Response.text(200, exchange.path())));
    }
}
