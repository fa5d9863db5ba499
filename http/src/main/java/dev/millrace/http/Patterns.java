package dev.millrace.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A list of allowed names as MLflow's flags have it: a pattern with {@code *} is a shell pattern ({@code *}, {@code ?},
 * {@code [set]}, {@code [!set]}), any other stands for exactly itself.
 */
final class Patterns {

    private final Set<String> exact = new HashSet<>();
    private final List<Pattern> wild;

    Patterns(List<String> patterns) {
        patterns.stream().filter(pattern -> pattern.indexOf('*') < 0).forEach(exact::add);
        wild = patterns.stream()
                .filter(pattern -> pattern.indexOf('*') >= 0)
                .map(Patterns::compile)
                .toList();
    }

    boolean match(String name) {
        if (exact.contains(name)) {
            return true;
        }
        for (Pattern pattern : wild) {
            if (pattern.matcher(name).matches()) {
                return true;
            }
        }
        return false;
    }

    private static Pattern compile(String pattern) {
        var regex = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            int close = c == '[' ? pattern.indexOf(']', at + 2) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                String set = pattern.substring(at + 1, close)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&&", "&\\&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                at = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
