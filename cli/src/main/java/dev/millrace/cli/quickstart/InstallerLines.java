package dev.millrace.cli.quickstart;

import java.util.List;

/** Of the hundreds of lines that pip prints, as many as show that it is getting on. */
final class InstallerLines {
    private static final List<String> CHATTER = List.of("Downloading ", "Collecting ", "Using cached ", "Requirement ");
    private static final long PAUSE_NANOS = 3_000_000_000L;
    private static final int WIDTH = 100;

    private final Steps.Notes notes;
    private long last = System.nanoTime() - PAUSE_NANOS;

    InstallerLines(Steps.Notes notes) {
        this.notes = notes;
    }

    void accept(String line) {
        String text = line.strip();
        long now = System.nanoTime();
        if (CHATTER.stream().anyMatch(text::startsWith)) {
            if (now - last < PAUSE_NANOS) {
                return;
            }
            last = now;
        }
        notes.add(text.length() > WIDTH ? text.substring(0, WIDTH) + "…" : text);
    }
}
