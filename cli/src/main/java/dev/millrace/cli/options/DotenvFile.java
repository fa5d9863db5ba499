package dev.millrace.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of variables: {@code NAME=value} lines, with {@code export} before them if one likes, values in single or
 * double quotes, and comments after {@code #}. References to other variables are not replaced.
 */
public final class DotenvFile {
    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=\\s*(.*)");
    private static final Pattern QUOTED = Pattern.compile("([\"'])(.*?)\\1\\s*(?:#.*)?");

    private DotenvFile() {}

    /**
     * The environment with what the file adds to it; a variable that is set already keeps its value.
     *
     * @throws UsageException when the file cannot be read or a line in it is no variable
     */
    public static Map<String, String> addTo(Map<String, String> environment, Path file) {
        Map<String, String> all = new HashMap<>();
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                String text = line.strip();
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                Matcher matcher = LINE.matcher(text);
                if (!matcher.matches()) {
                    throw new UsageException(file + ", line " + number + ", is not NAME=value");
                }
                all.put(matcher.group(1), value(matcher.group(2)));
            }
        } catch (NoSuchFileException missing) {
            throw new UsageException("there is no file " + file + ", which --env-file names");
        } catch (IOException unreadable) {
            throw new UsageException("cannot read the file of --env-file: " + unreadable.getMessage());
        }
        all.putAll(environment);
        return Map.copyOf(all);
    }

    private static String value(String text) {
        Matcher quoted = QUOTED.matcher(text);
        if (!quoted.matches()) {
            return text.replaceFirst("\\s+#.*", "").strip();
        }
        String inner = quoted.group(2);
        return quoted.group(1).equals("'")
                ? inner
                : inner.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }
}
