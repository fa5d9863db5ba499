package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RouterTest {

    private final Router router = Router.builder()
            .add("POST", "/models/search", exchange -> Response.text(200, "search"))
            .add("GET", "/models/{id}", exchange -> Response.text(200, "one " + exchange.pathParameter("id")))
            .add(
                    "DELETE",
                    "/models/{model_id}",
                    exchange -> Response.text(200, "gone " + exchange.pathParameter("model_id")))
            .add(
                    "GET",
                    "/models/{id}/files/{path*}",
                    exchange ->
                            Response.text(200, exchange.pathParameter("id") + " has " + exchange.pathParameter("path")))
            .add("GET", "/models/{id}/files/list", exchange -> Response.text(200, "list"))
            .build();

    @Test
    void prefersAFixedPathOverATemplate() throws Exception {
        assertThat(answer("POST", "/models/search")).isEqualTo("search");
        assertThat(answer("GET", "/models/m-1/files/list")).isEqualTo("list");
    }

    @Test
    void fallsBackToATemplateThatTakesTheMethod() throws Exception {
        assertThat(answer("GET", "/models/search")).isEqualTo("one search");
        assertThat(router.handle(new TestExchange("PUT", "/models/search"))
                        .headers()
                        .get("Allow"))
                .isEqualTo("DELETE, GET, HEAD, OPTIONS, POST");
    }

    @Test
    void knowsParametersByTheNamesOfTheirOwnTemplate() throws Exception {
        assertThat(answer("GET", "/models/m-1")).isEqualTo("one m-1");
        assertThat(answer("DELETE", "/models/m-1")).isEqualTo("gone m-1");
    }

    @Test
    void takesTheRestOfAPathWithItsSlashes() throws Exception {
        assertThat(answer("GET", "/models/m-1/files/a/b//c/")).isEqualTo("m-1 has a/b//c/");
        assertThat(answer("GET", "/models/m-1/files/a%2Fb%20c")).isEqualTo("m-1 has a/b c");
    }

    @Test
    void fitsNoEmptySegmentAndNoEmptyRest() throws Exception {
        assertThat(status("GET", "/models/")).isEqualTo(404);
        assertThat(status("GET", "/models/m-1/")).isEqualTo(404);
        assertThat(status("GET", "/models//files/x")).isEqualTo(404);
        assertThat(status("GET", "/models/m-1/files/")).isEqualTo(404);
        assertThat(status("GET", "")).isEqualTo(404);
    }

    @Test
    void sendsToThePathWithoutDoubledSlashesWhereThatIsKnown() throws Exception {
        Response answer = router.handle(new TestExchange("POST", "///models//search?a=//b"));

        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.headers()).containsEntry("Location", "/models/search?a=//b");
        assertThat(status("GET", "//nothing")).isEqualTo(404);
        assertThat(status("PUT", "//models/search")).isEqualTo(404);
        assertThat(status("GET", "//evil.com/models/search")).isEqualTo(404);
    }

    @Test
    void knowsTheTemplateOfWhatAnswers() {
        assertThat(router.template("POST", "/models/search")).isEqualTo("/models/search");
        assertThat(router.template("GET", "/models/search")).isEqualTo("/models/{id}");
        assertThat(router.template("DELETE", "/models/m%2d1")).isEqualTo("/models/{model_id}");
        assertThat(router.template("GET", "/models/m-1/files/a/b")).isEqualTo("/models/{id}/files/{path*}");
        assertThat(router.template("PUT", "/models/search")).isNull();
        assertThat(router.template("GET", "/nothing")).isNull();
    }

    @Test
    void refusesTwoHandlersForOneRoute() {
        var builder = Router.builder().add("GET", "/a/{b}", exchange -> Response.empty(200));

        assertThatThrownBy(() -> builder.add("GET", "/a/{c}", exchange -> Response.empty(200)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GET /a/{c}");
    }

    private String answer(String method, String path) throws Exception {
        return TestExchange.bodyOf(router.handle(new TestExchange(method, path)));
    }

    private int status(String method, String path) throws Exception {
        return router.handle(new TestExchange(method, path)).status();
    }
}
