package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends each field of each request of the described API with a value that does not fit, and expects a refusal that names
 * the field. The table is the description itself, so that a new field is in it from the start.
 */
class EveryFieldTest {
    private static final Pattern ENDPOINT = Pattern.compile("(\\S+) (\\d\\.\\d) (\\S+) (\\w+) -> \\w+");
    private static final Pattern FIELD = Pattern.compile("\\s+\\d+ (\\w+): ([\\w<>, ]+?)(\\[])?( =.*| required.*)?");

    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = TestServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private record Operation(String method, String path, String message) {}

    private record Field(String name, String type, boolean list, boolean required) {}

    @TestFactory
    Stream<DynamicTest> refusesWhatDoesNotFit() throws IOException {
        List<Operation> operations = new ArrayList<>();
        Map<String, List<Field>> messages = new LinkedHashMap<>();
        Set<String> enums = new java.util.HashSet<>();
        describe(operations, messages, enums);
        assertThat(operations).hasSizeGreaterThan(50);
        return operations.stream()
                .flatMap(operation -> messages.getOrDefault(operation.message, List.of()).stream()
                        .filter(field -> !operation.path.contains("{" + field.name))
                        .filter(field -> !enums.contains(field.type))
                        .flatMap(
                                field -> tests(operation, field, messages.getOrDefault(operation.message, List.of()))));
    }

    private static Stream<DynamicTest> tests(Operation operation, Field field, List<Field> all) {
        String method = operation.method.split("\\|")[0];
        String path = operation.path.replaceAll("\\{\\w+\\*?}", "x");
        if (method.equals("GET")) {
            return field.list || field.type.equals("string")
                    ? Stream.of()
                    : Stream.of(dynamicTest(
                            method + " " + path + "?" + field.name + "=x",
                            () -> refused(
                                    server.send(
                                            method,
                                            path + "?" + others(all, field, "", "%s=1&") + field.name + "=x",
                                            "",
                                            ""),
                                    field.name)));
        }
        return misfits(field).stream()
                .map(value -> dynamicTest(
                        method + " " + path + " " + field.name + ": " + value,
                        () -> refused(
                                server.send(
                                        method,
                                        path,
                                        "{" + others(all, field, "\"", "\"%s\": %s, ") + "\"" + field.name + "\": "
                                                + value + "}",
                                        "application/json"),
                                field.name)));
    }

    /** The other required fields with values that fit. */
    private static String others(List<Field> all, Field field, String quote, String template) {
        var others = new StringBuilder();
        for (Field other : all) {
            if (other.required && !other.name.equals(field.name)) {
                String value = other.list ? "[]" : other.type.equals("string") ? quote + "1" + quote : "1";
                others.append(template.formatted(other.name, value));
            }
        }
        return others.toString();
    }

    private static List<String> misfits(Field field) {
        if (field.list) {
            return List.of("\"x\"", "{}", "[[1]]");
        }
        return switch (field.type) {
            case "string" -> List.of("5", "[]", "{}");
            case "int32", "int64" -> List.of("\"x\"", "1.5", "[]", "9223372036854775808");
            case "double" -> List.of("\"x\"", "[]");
            case "bool" -> List.of("\"yes\"", "1");
            default -> List.of("\"x\"", "5");
        };
    }

    private static void refused(TestServer.Answer answer, String field) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.at("error_code")).isEqualTo("INVALID_PARAMETER_VALUE");
        assertThat(answer.at("message")).contains(field);
    }

    private static void describe(List<Operation> operations, Map<String, List<Field>> messages, Set<String> enums)
            throws IOException {
        Path root = Path.of(System.getProperty("millrace.root"), "api", "src", "main", "api");
        List<Field> fields = new ArrayList<>();
        try (Stream<Path> files = Files.list(root)) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    Matcher endpoint = ENDPOINT.matcher(line);
                    Matcher field = FIELD.matcher(line);
                    if (endpoint.matches()) {
                        String path = endpoint.group(3);
                        String prefix = path.endsWith("/search-datasets") ? "/ajax-api/" : "/api/";
                        operations.add(new Operation(
                                endpoint.group(1), prefix + endpoint.group(2) + "/" + path, endpoint.group(4)));
                    } else if (line.startsWith("message ")) {
                        fields = new ArrayList<>();
                        messages.put(line.split(" ")[1], fields);
                    } else if (line.startsWith("enum ")) {
                        enums.add(line.split(" ")[1]);
                    } else if (field.matches()) {
                        fields.add(new Field(
                                field.group(1),
                                field.group(2),
                                field.group(3) != null,
                                String.valueOf(field.group(4)).contains("required")));
                    }
                }
            }
        }
    }
}
