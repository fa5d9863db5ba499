package dev.millrace.server.search;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Sets of words that keep their order, so that a message that lists them always reads the same. */
final class Words {
    private Words() {}

    static Set<String> set(String... words) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(words)));
    }

    /** {@code ['name', 'digest']}. */
    static String quoted(Collection<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", ", "[", "]"));
    }
}
