package dev.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArtifactUriTest {

    @ParameterizedTest
    @CsvSource({
        "S3://b/p?q=/x#f, s3, b, /p",
        "mlflow-artifacts:/0, mlflow-artifacts, '', /0",
        "file://host?x/p, file, host, ''",
        "/a:b, '', '', /a:b",
        "/a?b#c/.., '', '', /a?b#c/..",
        "//host/a, '', '', //host/a",
        "c:/x, '', '', c:/x",
        "./mlruns, '', '', ./mlruns",
        "'', '', '', ''",
    })
    void splits(String text, String scheme, String authority, String path) {
        ArtifactUri uri = ArtifactUri.parse(text);

        assertThat(uri.scheme()).isEqualTo(scheme);
        assertThat(uri.authority()).isEqualTo(authority);
        assertThat(uri.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "a:/x/y, aa:/x/y, false",
        "aa:/x/y, aa:/x, true",
        "aa:/x/%79/z, aa:/x//y, true",
        "aa:/xy, aa:/x, false",
        "aa://h/x, aa:/x, false",
        "aa:/x, aa:/, false",
        "aa:/x?/y, aa:/x/y, false",
    })
    void liesWithinAnother(String uri, String root, boolean within) {
        assertThat(ArtifactUri.parse(uri).isWithin(ArtifactUri.parse(root))).isEqualTo(within);
    }
}
