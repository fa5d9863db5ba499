package dev.millrace.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of the corpus: requests that are sent in order to a server without any data.
 *
 * <p>The first character of a line tells what it is:
 *
 * <ul>
 *   <li>{@code GET /path?query}: a request line. Header lines {@code Name: value} may follow.
 *   <li>{@code | {"json": 1}}: a body. Each body under a request line is a request of its own. JSON is announced as
 *       such unless a header line {@code Content-Type:} says otherwise; {@code Content-Type: none} sends none.
 *   <li>{@code = name place}: keeps a part of the answer as {@code ${name}} for later requests.
 *   <li>{@code ! id: 400 CODE "words"}: an allowed difference, see {@link Difference}; several for different databases.
 *   <li>{@code % --flag value}: before the first request, a flag that the server is started with.
 *   <li>{@code @ name name}: before the first request, headers of answers that are compared too.
 *   <li>{@code #}: a comment.
 * </ul>
 */
record Scenario(String name, ServerFlags flags, List<String> headers, List<Step> steps) {

    private static final Pattern REQUEST = Pattern.compile("(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/.*)");
    private static final Pattern HEADER = Pattern.compile("([A-Za-z-]+): (.*)");

    /** All scenarios of the folder, by name. */
    static List<Scenario> readAll(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".http"))
                    .sorted()
                    .map(Scenario::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Scenario read(Path file) {
        try {
            String name = file.getFileName().toString().replace(".http", "");
            return new Reader().read(name, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Reader {
        private final List<String> flags = new ArrayList<>();
        private final List<String> compared = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private String method = "";
        private String target = "";
        private Map<String, String> headers = new LinkedHashMap<>();
        private boolean open;

        Scenario read(String name, List<String> lines) {
            for (int i = 0; i < lines.size(); i++) {
                read(i + 1, lines.get(i));
            }
            finish(lines.size());
            return new Scenario(name, new ServerFlags(flags), List.copyOf(compared), List.copyOf(steps));
        }

        private void read(int number, String line) {
            var request = REQUEST.matcher(line);
            var header = HEADER.matcher(line);
            if (line.isBlank() || line.startsWith("#")) {
                return;
            }
            if (request.matches()) {
                finish(number - 1);
                method = request.group(1);
                target = request.group(2);
                headers = new LinkedHashMap<>();
                open = true;
            } else if (line.startsWith("% ") && !open && steps.isEmpty()) {
                flags.addAll(List.of(line.substring(2).split(" ", 2)));
            } else if (line.startsWith("@ ") && !open && steps.isEmpty()) {
                compared.addAll(List.of(line.substring(2).split(" ")));
            } else if (line.startsWith("|")) {
                add(number, line.length() > 2 ? line.substring(2) : "");
            } else if (line.startsWith("= ")) {
                finish(number - 1);
                String[] words = line.split(" ", 3);
                Map<String, String> captures = new LinkedHashMap<>(last().captures());
                captures.put(words[1], words[2]);
                replaceLast(captures, last().differences());
            } else if (line.startsWith("! ")) {
                finish(number - 1);
                List<Difference> differences = new ArrayList<>(last().differences());
                differences.add(Difference.parse(line.substring(2)));
                replaceLast(last().captures(), List.copyOf(differences));
            } else if (header.matches() && open) {
                headers.put(header.group(1), header.group(2));
            } else {
                throw new IllegalArgumentException("line " + number + " is not understood: " + line);
            }
        }

        /** A request line without a body is a request too. */
        private void finish(int number) {
            if (open) {
                add(number, null);
            }
        }

        private void add(int number, @Nullable String body) {
            Map<String, String> sent = new LinkedHashMap<>(headers);
            if (body != null) {
                sent.putIfAbsent("Content-Type", "application/json");
            }
            sent.values().removeIf("none"::equals);
            steps.add(new Step(number, method, target, sent, body, Map.of(), List.of()));
            open = false;
        }

        private Step last() {
            return steps.getLast();
        }

        private void replaceLast(Map<String, String> captures, List<Difference> differences) {
            Step step = last();
            steps.set(
                    steps.size() - 1,
                    new Step(
                            step.line(),
                            step.method(),
                            step.target(),
                            step.headers(),
                            step.body(),
                            captures,
                            differences));
        }
    }
}
