package dev.millrace.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
    @Test
    void waitsForTheWholeAnswer() throws IOException {
        String whole = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\u00c3\u00bc!";
        for (int length = 0; length < whole.length(); length++) {
            assertThat(read(whole.substring(0, length), true)).isNull();
        }
        assertThat(read(whole, true)).isNotNull().extracting(Post.Answer::body).isEqualTo("ü!");
    }

    @Test
    void joinsChunks() throws IOException {
        String head = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(read(head + "3\r\nabc\r\n2;x=y\r\nde\r\n", true)).isNull();
        assertThat(read(head + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", true))
                .isNotNull()
                .satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(404);
                    assertThat(answer.body()).isEqualTo("abcde");
                });
    }

    @Test
    void passesOverInterimAnswers() throws IOException {
        assertThat(read("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", false))
                .isNotNull()
                .extracting(Post.Answer::status)
                .isEqualTo(204);
    }

    @Test
    void takesWhatThereIsOfABodyThatEnds() throws IOException {
        assertThat(read("HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nabc", false))
                .isNotNull()
                .extracting(Post.Answer::body)
                .isEqualTo("abc");
        assertThat(read("HTTP/1.1 200 OK\r\n\r\nabc", true)).isNull();
    }

    @Test
    void refusesWhatIsNoHttp() {
        assertThatThrownBy(() -> read("SSH-2.0-x\r\n\r\n", true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("HTTP/1.1 2000 x\r\n\r\n", true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nno end", false)).isInstanceOf(IOException.class);
    }

    private static Post.@Nullable Answer read(String bytes, boolean more) throws IOException {
        return AnswerReader.read(bytes.getBytes(StandardCharsets.ISO_8859_1), more);
    }
}
