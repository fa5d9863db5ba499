package dev.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.api.ApiException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://ada:secret@host/x.git                  | https://host/x.git
            https://ada:p@ss@host/r.git                    | https://host/r.git
            https://TOKEN@host                             | https://host
            HTTPS://ada:secret@host?a=b@c#d@e              | HTTPS://host?a=b@c#d@e
            ssh://git@host/x@y                             | ssh://host/x@y
            git@host:x.git                                 | git@host:x.git
            https://host/x                                 | https://host/x
            cannot reach 'HTTPS://a:b@c/': ask me@home     | cannot reach 'HTTPS://c/': ask me@home
            from http://a:1@x/ to http://b:2@y/            | from http://x/ to http://y/
            """)
    void leavesOutWhoSignsIn(String text, String shown) {
        assertThat(Addresses.withoutUser(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            file:///a/b          | /a/b
            file:/a/b            | /a/b
            FILE:///a%20b        | /a b
            file:///a b          | /a b
            file://localhost/a   | /a
            file:data.csv        | data.csv
            file:some/data.csv   | some/data.csv
            """)
    void readsTheWaysToNameAFile(String address, String path) {
        assertThat(Addresses.isFile(address)).isTrue();
        assertThat(Addresses.file(address)).isEqualTo(Path.of(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:", "file://", "file://host/x", "file:///a%zz", "file:///a%00", "/a", "http://host/x"})
    void refusesWhatNamesNone(String address) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> Addresses.file(address))
                .withMessageContaining("names no file of this machine");
    }
}
