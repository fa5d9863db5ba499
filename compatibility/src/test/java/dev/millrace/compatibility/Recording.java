package dev.millrace.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The original's answers to a scenario, kept as text: for each request a line {@code >>> request}, and under it status,
 * media type and normalised body.
 */
record Recording(List<String> requests, List<String> answers) {

    private static final String MARK = ">>> ";

    static @Nullable Recording read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        List<String> requests = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (String block : ("\n" + Files.readString(file)).split("\n" + MARK)) {
            if (!block.isBlank()) {
                int end = block.indexOf('\n');
                requests.add(block.substring(0, end));
                answers.add(block.substring(end + 1).strip());
            }
        }
        return new Recording(requests, answers);
    }

    static Recording of(List<Replay.Exchanged> exchanged) {
        return new Recording(
                exchanged.stream().map(each -> each.step().title()).toList(),
                exchanged.stream().map(each -> each.text().strip()).toList());
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < requests.size(); i++) {
            text.append(MARK).append(requests.get(i)).append('\n');
            text.append(answers.get(i)).append("\n\n");
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.toString());
    }

    /** The recorded answer as an {@link Answer}, as far as a recording keeps it: status, media type and body. */
    Answer answer(int index) {
        String[] parts = answers.get(index).split("\n", 2);
        String[] words = parts[0].split(" ", 2);
        String type = words.length > 1 ? words[1] : "";
        String body = parts.length > 1 ? parts[1].replaceFirst("(?s)^([a-z-]+: [^\n]*\n?)+", "") : "";
        return new Answer(
                Integer.parseInt(words[0]),
                Map.of("content-type", type),
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
