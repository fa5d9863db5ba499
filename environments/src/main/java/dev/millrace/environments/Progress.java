package dev.millrace.environments;

import java.util.List;

/** Picks from the chatter of pip and uv what tells a waiting user that work goes on. */
final class Progress {
    private static final List<String> STARTS = List.of(
            "Downloading ",
            "Installing ",
            "Successfully installed",
            "Resolved ",
            "Prepared ",
            "Installed ",
            "Building ",
            "Using Python",
            "WARNING",
            "warning:");

    private Progress() {}

    static boolean isWorthTelling(String line) {
        String text = line.strip();
        return STARTS.stream().anyMatch(text::startsWith) && !text.contains(".metadata");
    }
}
