package dev.millrace.server.graphql;

import dev.millrace.server.graphql.Document.Directive;
import dev.millrace.server.graphql.Document.Field;
import dev.millrace.server.graphql.Document.Fragment;
import dev.millrace.server.graphql.Document.Inline;
import dev.millrace.server.graphql.Document.Operation;
import dev.millrace.server.graphql.Document.Selection;
import dev.millrace.server.graphql.Document.Spread;
import dev.millrace.server.graphql.Document.Value;
import dev.millrace.server.graphql.Document.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a document against the schema, in the sentences of the original's library but for its guesses at what was meant.
 * Documents beyond {@link QueryLimits} are not brought here.
 */
final class Validation {
    private final Schema schema;
    private final Document document;
    private final List<String> errors = new ArrayList<>();
    /** The variables of the operation at hand, by name. */
    private final Map<String, Variable> variables = new HashMap<>();

    private final Set<String> usedVariables = new HashSet<>();
    private final Set<String> usedFragments = new HashSet<>();
    /** The fragments that were looked at for the operation at hand. Each is once, or few of them would be many visits. */
    private final Set<String> checkedFragments = new HashSet<>();

    private Validation(Schema schema, Document document) {
        this.schema = schema;
        this.document = document;
    }

    /** What is wrong with the document; empty where nothing is. */
    static List<String> check(Schema schema, Document document) {
        return new Validation(schema, document).check();
    }

    private List<String> check() {
        Set<String> names = new HashSet<>();
        for (Operation operation : document.operations()) {
            if (operation.name() == null && document.operations().size() > 1) {
                errors.add("This anonymous operation must be the only defined operation.");
            } else if (operation.name() != null && !names.add(operation.name())) {
                errors.add("There can be only one operation named '%s'.".formatted(operation.name()));
            }
            check(operation);
        }
        for (Fragment fragment : document.fragments().values()) {
            if (!usedFragments.contains(fragment.name())) {
                errors.add("Fragment '%s' is never used.".formatted(fragment.name()));
            }
        }
        return errors.stream().distinct().toList();
    }

    private void check(Operation operation) {
        variables.clear();
        usedVariables.clear();
        checkedFragments.clear();
        for (Variable variable : operation.variables()) {
            if (variables.put(variable.name(), variable) != null) {
                errors.add("There can be only one variable named '$%s'.".formatted(variable.name()));
            }
            check(variable);
        }
        for (Directive directive : operation.directives()) {
            if (!directive.name().equals("component")) {
                errors.add("Unknown directive '@%s'.".formatted(directive.name()));
            } else if (!directive.arguments().containsKey("name")) {
                errors.add(
                        "Directive '@component' argument 'name' of type 'String!' is required, but it was not provided.");
            }
        }
        Schema.Obj root = schema.root(operation.kind());
        if (root == null) {
            errors.add("Schema is not configured to execute subscription operation.");
            return;
        }
        check(operation, operation.selections(), root, Set.of());
        errors.addAll(new Fields(document).conflicts(operation.selections()));
        for (Variable variable : operation.variables()) {
            if (!usedVariables.contains(variable.name())) {
                errors.add(
                        operation.name() == null
                                ? "Variable '$%s' is never used.".formatted(variable.name())
                                : "Variable '$%s' is never used in operation '%s'."
                                        .formatted(variable.name(), operation.name()));
            }
        }
    }

    private void check(Variable variable) {
        Schema.Type type = schema.type(variable.type().core());
        if (type == null) {
            errors.add("Unknown type '%s'.".formatted(variable.type().core()));
        } else if (!type.isInput()) {
            errors.add("Variable '$%s' cannot be non-input type '%s'.".formatted(variable.name(), variable.type()));
        } else if (variable.defaultValue() instanceof Value value) {
            check(null, value, variable.type());
        }
    }

    /** @param within the fragments that lead here */
    private void check(Operation operation, List<Selection> selections, Schema.Obj type, Set<String> within) {
        for (Selection selection : selections) {
            for (Directive directive : selection.directives()) {
                errors.add(
                        directive.name().equals("component")
                                ? "Directive '@component' may not be used here."
                                : "Unknown directive '@%s'.".formatted(directive.name()));
            }
            switch (selection) {
                case Field field -> check(operation, field, type, within);
                case Inline inline -> {
                    if (applies(inline.on(), type, "")) {
                        check(operation, inline.selections(), type, within);
                    }
                }
                case Spread spread -> check(operation, spread, type, within);
            }
        }
    }

    private void check(Operation operation, Spread spread, Schema.Obj type, Set<String> within) {
        Fragment fragment = document.fragments().get(spread.fragment());
        if (fragment == null) {
            errors.add("Unknown fragment '%s'.".formatted(spread.fragment()));
            return;
        }
        usedFragments.add(fragment.name());
        if (within.contains(fragment.name())) {
            errors.add("Cannot spread fragment '%s' within itself.".formatted(fragment.name()));
        } else if (applies(fragment.on(), type, " '" + fragment.name() + "'")
                && checkedFragments.add(fragment.name())) {
            Set<String> inside = new HashSet<>(within);
            inside.add(fragment.name());
            check(operation, fragment.selections(), type, inside);
        }
    }

    /** There are no interfaces and unions in this schema, so that a fragment has to be for exactly the type of its place. */
    private boolean applies(@Nullable String on, Schema.Obj type, String fragment) {
        if (on == null || on.equals(type.name())) {
            return true;
        }
        switch (schema.type(on)) {
            case null -> errors.add("Unknown type '%s'.".formatted(on));
            case Schema.Obj other ->
                errors.add("Fragment%s cannot be spread here as objects of type '%s' can never be of type '%s'."
                        .formatted(fragment, type.name(), other.name()));
            default -> errors.add("Fragment%s cannot condition on non composite type '%s'.".formatted(fragment, on));
        }
        return false;
    }

    private void check(Operation operation, Field field, Schema.Obj type, Set<String> within) {
        if (field.name().equals("__typename")) {
            return;
        }
        Schema.FieldType known = type.fields().get(field.name());
        if (known == null) {
            errors.add("Cannot query field '%s' on type '%s'.".formatted(field.name(), type.name()));
            return;
        }
        field.arguments().forEach((name, value) -> {
            TypeRef place = known.arguments().get(name);
            if (place == null) {
                errors.add("Unknown argument '%s' on field '%s.%s'.".formatted(name, type.name(), field.name()));
            } else {
                check(operation, value, place);
            }
        });
        boolean isObject = schema.known(known.type()) instanceof Schema.Obj;
        if (isObject && field.selections().isEmpty()) {
            errors.add("Field '%s' of type '%s' must have a selection of subfields. Did you mean '%s { ... }'?"
                    .formatted(field.name(), known.type(), field.name()));
        } else if (!isObject && !field.selections().isEmpty()) {
            errors.add("Field '%s' must not have a selection since type '%s' has no subfields."
                    .formatted(field.name(), known.type()));
        } else if (schema.known(known.type()) instanceof Schema.Obj next) {
            check(operation, field.selections(), next, within);
        }
    }

    /** @param operation the one that the variables are of; null for values in which there may be none */
    private void check(@Nullable Operation operation, Value value, TypeRef type) {
        switch (value) {
            case Value.Reference(String name) -> reference(operation, name, type);
            case Value.Null _ -> {
                if (type.required()) {
                    expected(value, type);
                }
            }
            case Value.Items(var items)
            when type instanceof TypeRef.ListOf list -> items.forEach(item -> check(operation, item, list.item()));
            default -> {
                if (type instanceof TypeRef.ListOf list) {
                    check(operation, value, list.item());
                } else {
                    single(operation, value, type);
                }
            }
        }
    }

    private void reference(@Nullable Operation operation, String name, TypeRef type) {
        Variable variable = variables.get(name);
        if (operation == null || variable == null) {
            errors.add(
                    operation == null || operation.name() == null
                            ? "Variable '$%s' is not defined.".formatted(name)
                            : "Variable '$%s' is not defined by operation '%s'.".formatted(name, operation.name()));
            return;
        }
        usedVariables.add(name);
        boolean hasDefault = variable.defaultValue() != null && !(variable.defaultValue() instanceof Value.Null);
        if (!variable.type().fits(hasDefault ? type.optional() : type)) {
            errors.add("Variable '$%s' of type '%s' used in position expecting type '%s'."
                    .formatted(name, variable.type(), type));
        }
    }

    private void single(@Nullable Operation operation, Value value, TypeRef type) {
        switch (schema.known(type)) {
            case Schema.Input input -> {
                if (!(value instanceof Value.Fields(var fields))) {
                    expected(value, type);
                    return;
                }
                fields.forEach((name, field) -> {
                    TypeRef place = input.fields().get(name);
                    if (place == null) {
                        errors.add("Field '%s' is not defined by type '%s'.".formatted(name, input.name()));
                    } else {
                        check(operation, field, place);
                    }
                });
            }
            case Schema.Enumeration(String name, var values) -> {
                if (!(value instanceof Value.Name(String text))) {
                    errors.add("Enum '%s' cannot represent non-enum value: %s.".formatted(name, Printed.of(value)));
                } else if (!values.contains(text)) {
                    errors.add("Value '%s' does not exist in '%s' enum.".formatted(text, name));
                }
            }
            case Schema.Scalar scalar -> {
                if (!isOf(value, scalar.name())) {
                    errors.add(Values.misfit(scalar.name(), Printed.of(value)));
                }
            }
            case Schema.Obj object -> throw new IllegalArgumentException(object.name() + " is no type of inputs");
        }
    }

    private static boolean isOf(Value value, String scalar) {
        return switch (value) {
            case Value.Text _ -> scalar.equals("String");
            case Value.Bool _ -> scalar.equals("Boolean");
            case Value.Number number ->
                switch (scalar) {
                    case "Int" ->
                        number.isInteger() && isWithin(number.literal(), Integer.MIN_VALUE, Integer.MAX_VALUE);
                    case "LongString" ->
                        number.isInteger() && isWithin(number.literal(), Long.MIN_VALUE, Long.MAX_VALUE);
                    case "Float" -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    private static boolean isWithin(String literal, long least, long most) {
        try {
            long number = Long.parseLong(literal);
            return number >= least && number <= most;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void expected(Value value, TypeRef type) {
        errors.add("Expected value of type '%s', found %s.".formatted(type, Printed.of(value)));
    }
}
