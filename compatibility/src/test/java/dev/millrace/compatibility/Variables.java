package dev.millrace.compatibility;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Fills in what stands in {@code ${…}} in a scenario:
 *
 * <ul>
 *   <li>{@code ${name}}: what an earlier answer gave
 *   <li>{@code ${x*6001}}: a text repeated
 *   <li>{@code ${1..101, {"key": "k#"}}}: a text for each number, joined by the character before the space
 *   <li>{@code ${% name = 'a'}}: percent-encoded, for filters in query strings
 * </ul>
 */
final class Variables {

    private static final Pattern REPEATED = Pattern.compile("(.+)\\*(\\d+)", Pattern.DOTALL);
    private static final Pattern NUMBERED = Pattern.compile("(\\d+)\\.\\.(\\d+)(.) (.*)", Pattern.DOTALL);

    private final Map<String, String> values = new HashMap<>();

    void set(String name, String value) {
        values.put(name, value);
    }

    String expand(String text) {
        StringBuilder expanded = new StringBuilder();
        int at = 0;
        int start;
        while ((start = text.indexOf("${", at)) >= 0) {
            int end = closing(text, start + 2);
            expanded.append(text, at, start).append(value(text.substring(start + 2, end)));
            at = end + 1;
        }
        return expanded.append(text, at, text.length()).toString();
    }

    private String value(String expression) {
        if (expression.startsWith("% ")) {
            return URLEncoder.encode(expand(expression.substring(2)), StandardCharsets.UTF_8);
        }
        Matcher repeated = REPEATED.matcher(expression);
        if (repeated.matches()) {
            return repeated.group(1).repeat(Integer.parseInt(repeated.group(2)));
        }
        Matcher numbered = NUMBERED.matcher(expression);
        if (numbered.matches()) {
            return IntStream.rangeClosed(Integer.parseInt(numbered.group(1)), Integer.parseInt(numbered.group(2)))
                    .mapToObj(i -> numbered.group(4).replace("#", Integer.toString(i)))
                    .collect(Collectors.joining(numbered.group(3)));
        }
        return values.getOrDefault(expression, "no-" + expression);
    }

    private static int closing(String text, int from) {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("no closing brace: " + text);
    }
}
