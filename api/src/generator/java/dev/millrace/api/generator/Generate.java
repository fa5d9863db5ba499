package dev.millrace.api.generator;

import dev.millrace.api.generator.Description.EnumShape;
import dev.millrace.api.generator.Description.MessageShape;
import dev.millrace.api.generator.Description.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the Java sources of MLflow's REST API: {@code Generate <folder of .api files> <folder of sources>}. */
final class Generate {
    private Generate() {}

    public static void main(String[] args) throws IOException {
        Description description = read(Path.of(args[0]));
        Path sources = Path.of(args[1], "dev", "millrace", "api");
        for (MessageShape message : description.messages()) {
            write(sources.resolve("model/" + message.name() + ".java"), new MessageSource(description, message).text());
        }
        for (EnumShape shape : description.enums()) {
            write(sources.resolve("model/" + shape.name() + ".java"), enumSource(shape));
        }
        write(sources.resolve("model/package-info.java"), PACKAGE);
        write(sources.resolve("Endpoints.java"), endpointsSource(description.operations()));
    }

    private static Description read(Path folder) throws IOException {
        var lines = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".api")).sorted().toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return Description.parse(lines);
    }

    /** An unchanged file keeps its time, so that nothing is compiled again for it. */
    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String enumSource(EnumShape shape) {
        return """
                package dev.millrace.api.model;

                import org.jspecify.annotations.Nullable;

                /** MLflow's enum {@code %1$s}. */
                public enum %1$s {
                    %2$s;

                    private final int number;

                    %1$s(int number) {
                        this.number = number;
                    }

                    /** The number that stands for the value on the wire and in the database. */
                    public int number() {
                        return number;
                    }

                    /** The value of that name or number; null where there is none. */
                    public static @Nullable %1$s of(String nameOrNumber) {
                        for (%1$s value : values()) {
                            if (value.name().equals(nameOrNumber) || Integer.toString(value.number).equals(nameOrNumber)) {
                                return value;
                            }
                        }
                        return null;
                    }
                }
                """.formatted(
                        shape.name(),
                        shape.values().stream()
                                .map(value -> "%s(%d)".formatted(value.name(), value.number()))
                                .collect(Collectors.joining(",\n    ")));
    }

    private static String endpointsSource(List<Operation> operations) {
        String constants = operations.stream().map(Generate::endpoint).collect(Collectors.joining("\n"));
        String all = operations.stream()
                .map(operation -> Java.constant(operation.request()))
                .collect(Collectors.joining(",\n            "));
        return """
                package dev.millrace.api;

                import dev.millrace.api.model.*;
                import java.util.List;

                /** Every operation of MLflow's REST API that has messages. */
                public final class Endpoints {
                %s
                    /** All of them. */
                    public static final List<Endpoint<?, ?>> ALL = List.of(
                            %s);

                    private Endpoints() {}
                }
                """.formatted(constants, all);
    }

    private static String endpoint(Operation operation) {
        return """
                    /** {@code %1$s %2$s/%3$s}. */
                    public static final Endpoint<%4$s, %5$s> %6$s = new Endpoint<>("%7$s", List.of(%8$s), "%2$s", "%3$s", %4$s.TYPE, %5$s.TYPE);
                """.indent(4).formatted(
                String.join("|", operation.methods()),
                operation.version(),
                operation.path(),
                operation.request(),
                operation.response(),
                Java.constant(operation.request()),
                Java.lowerFirst(operation.request()),
                operation.methods().stream().map(method -> '"' + method + '"').collect(Collectors.joining(", ")));
    }

    private static final String PACKAGE = """
            /** The messages of MLflow's REST API, generated from {@code api/src/main/api}. */
            @NullMarked
            package dev.millrace.api.model;

            import org.jspecify.annotations.NullMarked;
            """;
}
