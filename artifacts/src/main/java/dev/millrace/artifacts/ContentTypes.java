package dev.millrace.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Content types of files by their names, as MLflow's server has them. */
public final class ContentTypes {

    /** What its UI shows as text, whatever the registered type. */
    private static final Set<String> TEXT = Set.of(
            "txt",
            "log",
            "err",
            "cfg",
            "conf",
            "cnf",
            "cf",
            "ini",
            "properties",
            "prop",
            "hocon",
            "toml",
            "yaml",
            "yml",
            "xml",
            "json",
            "js",
            "py",
            "py3",
            "csv",
            "tsv",
            "md",
            "rst",
            "ipynb",
            "MLmodel",
            "MLproject");

    /** Endings that say how a file is packed; its type is that of what is inside. */
    private static final Set<String> PACKED = Set.of("gz", "Z", "bz2", "xz", "br");

    private static final Map<String, String> UNPACKED =
            Map.of("tgz", "tar", "taz", "tar", "tz", "tar", "tbz2", "tar", "txz", "tar", "svgz", "svg");

    private ContentTypes() {}

    /** The content type for a file name; {@code application/octet-stream} when nothing is known. */
    public static String of(String name) {
        String extension = extension(name);
        if (TEXT.contains(extension.isEmpty() ? name : extension)) {
            return "text/plain";
        }
        if (PACKED.contains(extension)) {
            extension = extension(name.substring(0, name.length() - extension.length() - 1));
        }
        String inside = UNPACKED.getOrDefault(extension, extension);
        return Registered.TYPES.getOrDefault(inside.toLowerCase(Locale.ROOT), "application/octet-stream");
    }

    /**
     * The value of Content-Disposition with which a browser saves a file under its name (RFC 6266), for addresses of stores:
     * a name beyond plain ASCII has its encoded form alone.
     */
    public static String attachment(String name) {
        var encoded = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return encoded.indexOf("%") < 0
                ? "attachment; filename=\"" + name + "\""
                : "attachment; filename*=UTF-8''" + encoded;
    }

    /** The part after the last dot; none when the dot is the first character, as of hidden files. */
    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(dot + 1) : "";
    }

    /** Read when the first type beside text is asked for. */
    private static final class Registered {

        private static final Map<String, String> TYPES = read();

        private static Map<String, String> read() {
            var types = new HashMap<String, String>();
            try (var lines = new BufferedReader(new InputStreamReader(
                    Objects.requireNonNull(ContentTypes.class.getResourceAsStream("content-types.txt")), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] words = line.split(" ", -1);
                    for (int i = 1; i < words.length && !line.startsWith("#"); i++) {
                        types.put(words[i], words[0]);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return types;
        }
    }
}
