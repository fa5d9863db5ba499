package dev.millrace.server.graphql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types that may be asked about. */
record Schema(Map<String, Type> types) {
    private static final List<String> SCALARS = List.of("String", "Int", "Float", "Boolean", "LongString");

    sealed interface Type {
        String name();

        /** Whether arguments and variables may be of it. */
        default boolean isInput() {
            return !(this instanceof Obj);
        }
    }

    /** {@code LongString} is an int64 that is written as a text. */
    record Scalar(String name) implements Type {}

    record Enumeration(String name, List<String> values) implements Type {}

    record Input(String name, Map<String, TypeRef> fields) implements Type {}

    record Obj(String name, Map<String, FieldType> fields) implements Type {}

    record FieldType(TypeRef type, Map<String, TypeRef> arguments) {}

    /** MLflow's, read when it is first asked for. */
    static Schema mlflow() {
        return Mlflow.SCHEMA;
    }

    @Nullable
    Type type(String name) {
        return types.get(name);
    }

    /** @throws IllegalArgumentException where the schema has no such type, which is a mistake in it */
    Type known(TypeRef reference) {
        Type type = types.get(reference.core());
        if (type == null) {
            throw new IllegalArgumentException("There is no type " + reference);
        }
        return type;
    }

    /** Where an operation of this kind begins; null for subscriptions. */
    @Nullable
    Obj root(String kind) {
        String name = switch (kind) {
            case "query" -> "Query";
            case "mutation" -> "Mutation";
            default -> "";
        };
        return types.get(name) instanceof Obj root ? root : null;
    }

    static Schema read(String text) {
        Map<String, Type> types = new LinkedHashMap<>();
        SCALARS.forEach(name -> types.put(name, new Scalar(name)));
        new Reader(text).read().forEach(type -> types.put(type.name(), type));
        return new Schema(types);
    }

    private static final class Mlflow {
        static final Schema SCHEMA = read(resource());

        private static String resource() {
            try (InputStream in = Schema.class.getResourceAsStream("mlflow.graphqls")) {
                if (in == null) {
                    throw new IllegalStateException("mlflow.graphqls is not in the program");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads as much of the schema language as the file of ours uses. */
    private static final class Reader extends Tokens {
        Reader(String text) {
            super(text);
        }

        List<Type> read() {
            List<Type> types = new ArrayList<>();
            while (!isEnd()) {
                String kind = name();
                String name = name();
                expect("{");
                types.add(
                        switch (kind) {
                            case "type" -> new Obj(name, fields());
                            case "input" -> new Input(name, inputs());
                            case "enum" -> new Enumeration(name, values());
                            default -> throw new SyntaxException("The schema has no " + kind + ".");
                        });
            }
            return types;
        }

        private Map<String, FieldType> fields() {
            Map<String, FieldType> fields = new LinkedHashMap<>();
            while (!accept("}")) {
                String name = name();
                Map<String, TypeRef> arguments = new LinkedHashMap<>();
                if (accept("(")) {
                    while (!accept(")")) {
                        typed(arguments);
                    }
                }
                expect(":");
                fields.put(name, new FieldType(type(), arguments));
            }
            return fields;
        }

        private Map<String, TypeRef> inputs() {
            Map<String, TypeRef> inputs = new LinkedHashMap<>();
            while (!accept("}")) {
                typed(inputs);
            }
            return inputs;
        }

        private void typed(Map<String, TypeRef> names) {
            String name = name();
            expect(":");
            names.put(name, type());
        }

        private List<String> values() {
            List<String> values = new ArrayList<>();
            while (!accept("}")) {
                values.add(name());
            }
            return values;
        }
    }
}
