package dev.millrace.serving;

import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.ValueReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Recorded requests and answers: files with a JSON object on each line. */
public final class Cases {
    private Cases() {}

    /** The test resources, as files. */
    public static Path resource(String name) {
        return Path.of("src/test/resources", name);
    }

    /** The objects of a file of the test resources. */
    public static List<Map<String, Value>> read(String file) throws IOException {
        return Files.readAllLines(resource(file)).stream()
                .map(line -> ((Value.Entries) ValueReader.read(line)).values())
                .toList();
    }

    /** A string of an object; null if it is not there or null. */
    public static @Nullable String text(Map<String, Value> entries, String key) {
        return entries.get(key) instanceof Value.Text text ? text.value() : null;
    }

    /** A whole number of an object. */
    public static int number(Map<String, Value> entries, String key) {
        return entries.get(key) instanceof Value.Whole whole ? (int) whole.value() : -1;
    }

    /** An object within an object, or null. */
    public static @Nullable Map<String, Value> entries(Map<String, Value> entries, String key) {
        return entries.get(key) instanceof Value.Entries inner ? inner.values() : null;
    }

    /** The body as it was sent; bytes that are not UTF-8 were recorded as replacement characters. */
    public static byte[] body(Map<String, Value> recorded) {
        String text = Objects.requireNonNull(text(recorded, "body"));
        String repeat = text(recorded, "repeat");
        if (repeat != null) {
            text = text.replace("@", String.join(", ", Collections.nCopies(number(recorded, "times"), repeat)));
        }
        var bytes = new ByteArrayOutputStream();
        text.codePoints().forEach(c -> {
            byte[] utf8 = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(c == 0xfffd ? new byte[] {(byte) 0xff} : utf8);
        });
        return bytes.toByteArray();
    }
}
