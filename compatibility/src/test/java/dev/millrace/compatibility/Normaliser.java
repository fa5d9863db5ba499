package dev.millrace.compatibility;

import dev.millrace.server.TestDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns an answer into text that is equal for two servers that behave alike: ids become numbers in the order of their
 * appearance, the present time, random names, page tokens, folders and addresses become words, and lists whose order
 * MLflow leaves to the database are sorted.
 */
final class Normaliser {

    private static final Pattern ID =
            Pattern.compile("(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])");
    private static final Pattern RANDOM_NAME = Pattern.compile("\\b[a-z]+-[a-z]+-\\d{1,3}\\b");
    private static final Pattern REPEATED = Pattern.compile("(.)\\1{39,}", Pattern.DOTALL);
    private static final Pattern CHOICES = Pattern.compile("'?[{\\[]('[^']*'(?:, '[^']*')*)[}\\]]'?");
    private static final Pattern RAW_SQL =
            Pattern.compile("\\((raised as|sqlite3\\.|psycopg2\\.|pymysql\\.).*", Pattern.DOTALL);
    private static final Set<String> UNORDERED = Set.of(
            "tags",
            "params",
            "aliases",
            "model_params",
            "model_metrics",
            "model_outputs",
            "dataset_summaries",
            "webhooks",
            "events");
    private static final List<String> HEADERS =
            List.of("allow", "content-range", "content-disposition", "www-authenticate");
    private static final Pattern NUMBERED_FOLDER = Pattern.compile("mlflow-artifacts:/(\\d+)");
    private static final long HOUR = 3_600_000;

    private final Map<String, String> experiments = new LinkedHashMap<>(Map.of("0", "0"));
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final String folder;
    private final String address;
    private final List<String> headers;

    /**
     * @param folder where the server keeps its data
     * @param address host and port of the server
     * @param headers those that matter beside the usual ones
     */
    Normaliser(String folder, String address, List<String> headers) {
        this.folder = folder;
        this.address = address;
        this.headers = Stream.concat(HEADERS.stream(), headers.stream()).toList();
    }

    /** Status, media type, the headers that matter and the body, as a block of text. */
    String describe(Answer answer) {
        StringBuilder block = new StringBuilder();
        block.append(answer.status()).append(' ').append(answer.mediaType()).append('\n');
        for (String header : headers) {
            String value = answer.headers().get(header);
            if (value != null) {
                block.append(header).append(": ").append(header(header, value)).append('\n');
            }
        }
        return block.append(body(answer)).toString().stripTrailing();
    }

    private String header(String name, String value) {
        return switch (name) {
            // Both are sets: a name that stands there twice says no more than once.
            case "allow", "vary" ->
                Arrays.stream(value.split(", *")).distinct().sorted().collect(Collectors.joining(", "));
            // A redirect may name the server or leave it out.
            case "location" -> text(value).replaceFirst("^http://<address>", "");
            default -> text(value);
        };
    }

    private String body(Answer answer) {
        String text = answer.text();
        if (answer.mediaType().equals("application/json")) {
            Object tree = answer.tree();
            return tree == null ? text(text) : JsonTree.print(value("", tree));
        }
        return text.stripLeading().toLowerCase(java.util.Locale.ROOT).startsWith("<!doctype") ? "(page)" : text(text);
    }

    private @Nullable Object value(String name, @Nullable Object value) {
        return switch (value) {
            case Map<?, ?> fields -> {
                Map<String, @Nullable Object> normal = new LinkedHashMap<>();
                fields.forEach((key, field) -> normal.put(
                        key.toString(),
                        value(name.equals("data") && key.equals("metrics") ? "tags" : key.toString(), field)));
                yield normal;
            }
            case List<?> items -> {
                List<@Nullable Object> normal = new ArrayList<>();
                items.forEach(item -> normal.add(value(name, item)));
                if (UNORDERED.contains(name)) {
                    normal.sort(Comparator.comparing(JsonTree::print));
                }
                yield normal;
            }
            case String text when name.equals("next_page_token") && !text.isEmpty() -> "<token>";
            case String number when name.equals("experiment_id") -> experiment(number);
            case String text when isNow(text) -> "<now>";
            case String text -> text(text);
            case JsonTree.Number number when isNow(number.spelling()) -> "<now>";
            case null -> null;
            default -> value;
        };
    }

    private static boolean isNow(String number) {
        return number.length() == 13
                && number.chars().allMatch(Character::isDigit)
                && Math.abs(Long.parseLong(number) - System.currentTimeMillis()) < HOUR;
    }

    private String text(String text) {
        String normal = RAW_SQL.matcher(text).replaceAll("(raw SQL)");
        normal = normal.replace(folder, "<folder>").replace(address, "<address>");
        normal = ID.matcher(normal)
                .replaceAll(id -> ids.computeIfAbsent(id.group(), i -> "<id " + (ids.size() + 1) + ">"));
        normal = NUMBERED_FOLDER.matcher(normal).replaceAll(id -> "mlflow-artifacts:/" + experiment(id.group(1)));
        normal = RANDOM_NAME.matcher(normal).replaceAll("<name>");
        normal = CHOICES.matcher(normal).replaceAll(Normaliser::sorted);
        return REPEATED.matcher(normal)
                .replaceAll(run -> quoted(run.group(1)) + "×"
                        + run.group().codePointCount(0, run.group().length()));
    }

    /**
     * The number of an experiment; in the order of their appearance where a database leaves out those that it gave to a
     * row which was refused.
     */
    private String experiment(String id) {
        return TestDatabase.chosen() == TestDatabase.SQLITE
                ? id
                : experiments.computeIfAbsent(id, each -> Integer.toString(experiments.size()));
    }

    private static String sorted(MatchResult set) {
        return quoted(
                Arrays.stream(set.group(1).split(", ")).sorted().collect(Collectors.joining(", ", "one of ", "")));
    }

    private static String quoted(String text) {
        return java.util.regex.Matcher.quoteReplacement(text);
    }
}
