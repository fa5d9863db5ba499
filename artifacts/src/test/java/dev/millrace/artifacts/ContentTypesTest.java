package dev.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTypesTest {

    @ParameterizedTest
    @CsvSource({
        "a.txt, text/plain",
        "MLmodel, text/plain",
        "conda.yaml, text/plain",
        "m.csv, text/plain",
        "m.jsonl, application/octet-stream",
        "p.png, image/png",
        "P.PNG, image/png",
        "r.html, text/html",
        "x.tar.gz, application/x-tar",
        "x.tgz, application/x-tar",
        "x.csv.gz, text/csv",
        "model.pkl, application/octet-stream",
        "model.onnx, application/octet-stream",
        "README, application/octet-stream",
        ".txt, application/octet-stream",
        "'', application/octet-stream",
        "v.mp4, video/mp4",
    })
    void areThoseOfMlflow(String name, String type) {
        assertThat(ContentTypes.of(name)).isEqualTo(type);
    }
}
