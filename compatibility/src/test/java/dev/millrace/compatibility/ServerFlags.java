package dev.millrace.compatibility;

import java.nio.file.Path;
import java.util.List;

/**
 * Flags that a scenario starts its server with, as they are written for {@code mlflow server}; {@code ${folder}} in them
 * stands for the folder of the server's data.
 */
record ServerFlags(List<String> words) {

    static final ServerFlags NONE = new ServerFlags(List.of());

    ServerFlags {
        words = List.copyOf(words);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** The flags as a command takes them. */
    List<String> words(Path folder) {
        return words.stream()
                .map(word -> word.replace("${folder}", folder.toString()))
                .toList();
    }

    /** Whether the server has no database. */
    boolean artifactsOnly() {
        return words.contains("--artifacts-only");
    }

    /** What stands before all paths; "" for nothing. */
    String staticPrefix() {
        int flag = words.indexOf("--static-prefix");
        return flag < 0 ? "" : words.get(flag + 1);
    }
}
