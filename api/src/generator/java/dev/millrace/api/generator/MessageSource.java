package dev.millrace.api.generator;

import dev.millrace.api.generator.Description.Field;
import dev.millrace.api.generator.Description.MessageShape;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The source of one message record: its components, reader, writer and builder. */
final class MessageSource {
    private final Description description;
    private final MessageShape shape;
    private final List<Field> printed;

    MessageSource(Description description, MessageShape shape) {
        this.description = description;
        this.shape = shape;
        this.printed = shape.fields().stream()
                .sorted(Comparator.comparingInt(Field::number))
                .toList();
    }

    String text() {
        String name = shape.name();
        return """
                package dev.millrace.api.model;

                import dev.millrace.api.Message;
                import dev.millrace.api.MessageReader;
                import dev.millrace.api.MessageType;
                import dev.millrace.api.MessageWriter;
                import java.util.List;
                import java.util.Map;
                import org.jspecify.annotations.Nullable;
                import tools.jackson.core.io.SerializedString;

                /** MLflow's message {@code %1$s}. A null component is an unset field. */
                public record %1$s(%2$s) implements Message {
                    /** How to read one. */
                    public static final MessageType<%1$s> TYPE = new MessageType<>("%1$s", %1$s::read);

                %3$s    private static %1$s read(MessageReader in) {
                %4$s    }

                    @Override
                    public void writeTo(MessageWriter out) {
                %5$s    }

                    /** Starts with every field unset. */
                    public static Builder builder() {
                        return new Builder();
                    }

                %6$s}
                """.formatted(name, components(), names(), reader(), writer(), builder());
    }

    private String components() {
        return printed.stream()
                .map(field -> Java.component(field) + " " + Java.camelCase(field.name()))
                .collect(Collectors.joining(", "));
    }

    private String names() {
        if (printed.isEmpty()) {
            return "";
        }
        var text = new StringBuilder();
        for (Field field : printed) {
            text.append("    private static final SerializedString %s = new SerializedString(\"%s\");\n"
                    .formatted(Java.constant(field.name()), field.name()));
        }
        text.append("    private static final String[] NAMES = {%s};\n\n"
                .formatted(
                        printed.stream().map(field -> '"' + field.name() + '"').collect(Collectors.joining(", "))));
        return text.toString();
    }

    private String reader() {
        var text = new StringBuilder();
        if (printed.isEmpty()) {
            return "        while (in.nextField()) {\n            in.skip();\n        }\n        return new %s();\n"
                    .formatted(shape.name());
        }
        for (Field field : printed) {
            text.append("        %s %s = %s;\n"
                    .formatted(Java.component(field), Java.camelCase(field.name()), Java.initial(field)));
        }
        text.append("        long snakeCase = 0;\n        long camelCase = 0;\n");
        text.append("        while (in.nextField()) {\n            switch (in.fieldName()) {\n");
        for (int i = 0; i < printed.size(); i++) {
            Field field = printed.get(i);
            String camel = Java.camelCase(field.name());
            text.append(readCase(field, field.name(), "snakeCase", i));
            if (!camel.equals(field.name())) {
                text.append(readCase(field, camel, "camelCase", i));
            }
        }
        text.append("                default -> in.skip();\n            }\n        }\n");
        text.append("        in.refuseBothSpellings(snakeCase, camelCase, NAMES);\n");
        if (description.isRequest(shape.name())) {
            shape.fields().forEach(field -> text.append(check(field)));
        }
        text.append("        return new %s(%s);\n"
                .formatted(
                        shape.name(),
                        printed.stream()
                                .map(field -> Java.camelCase(field.name()))
                                .collect(Collectors.joining(", "))));
        return text.toString();
    }

    private String readCase(Field field, String spelling, String mask, int index) {
        String variable = Java.camelCase(field.name());
        String value = field.defaultValue().isPresent() ? "given%d".formatted(index) : "";
        String assignment = value.isEmpty()
                ? "%s = %s;".formatted(variable, read(field))
                : "var %1$s = %2$s; if (%1$s != null) { %3$s = %1$s; }".formatted(value, read(field), variable);
        // The list itself does not tell: a required one may be empty, but not null.
        String bit =
                (field.required() && field.repeated() ? "in.atNull() ? 0 : 1L << %d" : "1L << %d").formatted(index);
        return "                case \"%s\" -> { %s |= %s; %s }\n".formatted(spelling, mask, bit, assignment);
    }

    private String read(Field field) {
        if (Java.isMap(field)) {
            return "in.map()";
        }
        if (field.repeated()) {
            return field.type().equals("string") ? "in.strings()" : "in.messages(%s.TYPE)".formatted(field.type());
        }
        return switch (field.type()) {
            case "string" -> "in.string()";
            case "int64" -> "in.int64()";
            case "int32" -> "in.int32()";
            case "double" -> "in.float64()";
            case "bool" -> "in.bool()";
            default ->
                description.isEnum(field.type())
                        ? "in.name(%s::of)".formatted(field.type())
                        : "in.message(%s.TYPE)".formatted(field.type());
        };
    }

    private String check(Field field) {
        String variable = Java.camelCase(field.name());
        var text = new StringBuilder();
        field.standIn()
                .ifPresent(other -> text.append("        if (%1$s == null || %1$s.isEmpty()) { %1$s = %2$s; }\n"
                        .formatted(variable, Java.camelCase(other))));
        if (!field.required()) {
            return text.append("        in.check(\"%s\");\n".formatted(field.name()))
                    .toString();
        }
        String present;
        if (field.repeated()) {
            present = "(snakeCase & 1L << %d) != 0".formatted(printed.indexOf(field));
        } else {
            present = variable + " != null"
                    + (field.type().equals("string") ? " && !%s.isEmpty()".formatted(variable) : "");
        }
        return text.append("        in.require(\"%s\", %s);\n".formatted(field.name(), present))
                .toString();
    }

    private String writer() {
        var text = new StringBuilder();
        for (Field field : printed) {
            text.append("        out.%s(%s, %s);\n"
                    .formatted(write(field), Java.constant(field.name()), Java.camelCase(field.name())));
        }
        return text.toString();
    }

    private String write(Field field) {
        if (Java.isMap(field)) {
            return "map";
        }
        if (field.repeated()) {
            return field.type().equals("string") ? "strings" : "messages";
        }
        return switch (field.type()) {
            case "double" -> "float64";
            default ->
                Java.isScalar(field.type()) ? field.type() : description.isEnum(field.type()) ? "name" : "message";
        };
    }

    private String builder() {
        var text = new StringBuilder();
        text.append("    /** Sets the fields of a {@link %s} by name. */\n    public static final class Builder {\n"
                .formatted(shape.name()));
        for (Field field : printed) {
            text.append("        private %s %s = %s;\n"
                    .formatted(Java.component(field), Java.camelCase(field.name()), Java.unset(field)));
        }
        text.append("\n        private Builder() {}\n\n");
        for (Field field : printed) {
            String name = Java.camelCase(field.name());
            text.append(
                    "        public Builder %1$s(%2$s value) {\n            this.%1$s = value;\n            return this;\n        }\n\n"
                            .formatted(name, Java.component(field)));
        }
        return text.append("        public %1$s build() {\n            return new %1$s(%2$s);\n        }\n    }\n"
                        .formatted(
                                shape.name(),
                                printed.stream()
                                        .map(field -> Java.camelCase(field.name()))
                                        .collect(Collectors.joining(", "))))
                .toString();
    }
}
