package dev.millrace.server.registry;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an address, split without judging them: what is no valid URI by the standard is split too.
 *
 * @param scheme in lower case; empty for a plain path
 * @param authority what stands between {@code //} and the next slash; empty when there is none
 * @param path the path, still encoded, without query and fragment
 */
record Uri(String scheme, String authority, String path) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);

    static Uri parse(String text) {
        Matcher matcher = SCHEME.matcher(text);
        String scheme = matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
        String rest = matcher.matches() ? matcher.group(2) : text;
        String authority = "";
        if (rest.startsWith("//")) {
            int end = firstOf(rest, 2, "/?#");
            authority = rest.substring(2, end);
            rest = rest.substring(end);
        }
        return new Uri(scheme, authority, rest.substring(0, firstOf(rest, 0, "?#")));
    }

    private static int firstOf(String text, int from, String characters) {
        for (int i = from; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    /** Whether it lies below another, compared segment by segment after full decoding. */
    boolean isWithin(Uri root) {
        List<String> rootSegments = root.segments();
        List<String> segments = segments();
        return scheme.equals(root.scheme)
                && authority.equalsIgnoreCase(root.authority)
                && !rootSegments.isEmpty()
                && segments.size() >= rootSegments.size()
                && segments.subList(0, rootSegments.size()).equals(rootSegments);
    }

    /** The segments of the path that are not empty, decoded until nothing is left to decode. */
    List<String> segments() {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(decodeFully(segment, false));
            }
        }
        return segments;
    }

    /**
     * Decodes percent escapes again and again until the text stays the same.
     *
     * @param plus whether a plus means a space
     */
    static String decodeFully(String text, boolean plus) {
        String current = text;
        while (true) {
            String decoded = decode(current, plus);
            if (decoded.equals(current)) {
                return current;
            }
            current = decoded;
        }
    }

    /** One round; a percent sign that starts no escape stays as it is. */
    private static String decode(String text, boolean plus) {
        String source = plus ? text.replace('+', ' ') : text;
        String escapable = source.replaceAll("%(?![0-9A-Fa-f]{2})", "%25").replace("+", "%2B");
        return URLDecoder.decode(escapable, StandardCharsets.UTF_8);
    }
}
