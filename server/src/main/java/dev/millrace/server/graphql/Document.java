package dev.millrace.server.graphql;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A GraphQL document that has been read, and not yet been checked against a schema.
 *
 * @param operations in the order of the text
 * @param fragments by name
 */
record Document(List<Operation> operations, Map<String, Fragment> fragments) {

    /** @param kind {@code query}, {@code mutation} or {@code subscription} */
    record Operation(
            String kind,
            @Nullable String name,
            List<Variable> variables,
            List<Directive> directives,
            List<Selection> selections) {}

    record Variable(String name, TypeRef type, @Nullable Value defaultValue) {}

    record Fragment(String name, String on, List<Directive> directives, List<Selection> selections) {}

    record Directive(String name, Map<String, Value> arguments) {}

    /** What stands between braces. */
    sealed interface Selection {
        List<Directive> directives();
    }

    /** @param selections empty where the field has no braces */
    record Field(
            @Nullable String alias,
            String name,
            Map<String, Value> arguments,
            List<Directive> directives,
            List<Selection> selections)
            implements Selection {
        /** The name in the answer. */
        String key() {
            return alias == null ? name : alias;
        }
    }

    record Spread(String fragment, List<Directive> directives) implements Selection {}

    /** @param on the type that it is for, or null for that of its place */
    record Inline(@Nullable String on, List<Directive> directives, List<Selection> selections) implements Selection {}

    /** An argument as it is written. */
    sealed interface Value {
        record Reference(String variable) implements Value {}

        record Text(String value) implements Value {}

        /** @param literal as it was written; a fraction or an exponent makes it a {@code Float} */
        record Number(String literal) implements Value {
            boolean isInteger() {
                return literal.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
            }
        }

        record Bool(boolean value) implements Value {}

        record Null() implements Value {}

        record Name(String name) implements Value {}

        record Items(List<Value> items) implements Value {}

        record Fields(Map<String, Value> fields) implements Value {}
    }
}
