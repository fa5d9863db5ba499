package dev.millrace.cli.options;

import java.util.Collection;
import java.util.Comparator;

/** What someone probably meant by a word that does not exist. */
public final class Suggestion {
    /** Beyond this many edits a suggestion confuses more than it helps. */
    private static final int FAR = 3;

    private Suggestion() {}

    static String of(String spelling, Syntax syntax) {
        return of(
                spelling,
                syntax.options().stream()
                        .filter(option -> option.refusal() == null)
                        .flatMap(option -> option.spellings().stream())
                        .toList());
    }

    /** {@code "; did you mean X?"}, or nothing when no candidate is near. */
    public static String of(String word, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> distance(word, candidate) <= FAR)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    /** Levenshtein's distance, by the two-row method. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replace = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
