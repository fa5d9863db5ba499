package dev.millrace.api.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the {@code .api} files say. A file holds endpoints, messages and enums:
 *
 * <pre>
 * POST|GET 2.0 mlflow/experiments/search SearchExperiments -> SearchExperimentsResponse
 *
 * message SearchExperiments {
 *    5 view_type: ViewType
 *    1 max_results: int64
 * }
 * </pre>
 *
 * A field's number is its place in printed answers; the order of the lines is the order in which a request's fields are
 * checked. After the type may follow {@code = default}, {@code required}, and {@code or other_field}, which stands in.
 */
record Description(List<Operation> operations, List<MessageShape> messages, List<EnumShape> enums) {
    private static final Pattern OPERATION = Pattern.compile("([A-Z|]+) (\\d\\.\\d) (\\S+) (\\w+) -> (\\w+)");
    private static final Pattern BLOCK = Pattern.compile("(message|enum) (\\w+) \\{(})?");
    private static final Pattern FIELD =
            Pattern.compile("(\\d+) (\\w+): ([\\w<>,]+)(\\[])?(?: = (\\S+))?( required)?(?: or (\\w+))?");
    private static final Pattern VALUE = Pattern.compile("(\\d+) (\\w+)");

    record Operation(List<String> methods, String version, String path, String request, String response) {}

    record MessageShape(String name, List<Field> fields) {}

    record Field(
            int number,
            String name,
            String type,
            boolean repeated,
            Optional<String> defaultValue,
            boolean required,
            Optional<String> standIn) {}

    record EnumShape(String name, List<Value> values) {}

    record Value(int number, String name) {}

    static Description parse(List<String> lines) {
        var description = new Description(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        String block = "";
        for (String raw : lines) {
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.equals("}")) {
                block = "";
            } else if (block.isEmpty()) {
                block = description.open(line);
            } else {
                description.add(block, line);
            }
        }
        return description;
    }

    private String open(String line) {
        Matcher operation = OPERATION.matcher(line);
        if (operation.matches()) {
            operations.add(new Operation(
                    List.of(operation.group(1).split("\\|")),
                    operation.group(2),
                    operation.group(3),
                    operation.group(4),
                    operation.group(5)));
            return "";
        }
        Matcher block = matched(BLOCK, line);
        if (block.group(1).equals("message")) {
            messages.add(new MessageShape(block.group(2), new ArrayList<>()));
        } else {
            enums.add(new EnumShape(block.group(2), new ArrayList<>()));
        }
        return block.group(3) == null ? block.group(1) : "";
    }

    private void add(String block, String line) {
        if (block.equals("enum")) {
            Matcher value = matched(VALUE, line);
            enums.getLast().values().add(new Value(Integer.parseInt(value.group(1)), value.group(2)));
            return;
        }
        Matcher field = matched(FIELD, line);
        messages.getLast()
                .fields()
                .add(new Field(
                        Integer.parseInt(field.group(1)),
                        field.group(2),
                        field.group(3),
                        field.group(4) != null,
                        Optional.ofNullable(field.group(5)),
                        field.group(6) != null,
                        Optional.ofNullable(field.group(7))));
    }

    private static Matcher matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("cannot read the API description at: " + line);
        }
        return matcher;
    }

    boolean isEnum(String type) {
        return enums.stream().anyMatch(shape -> shape.name().equals(type));
    }

    boolean isRequest(String message) {
        return operations.stream().anyMatch(operation -> operation.request().equals(message));
    }
}
