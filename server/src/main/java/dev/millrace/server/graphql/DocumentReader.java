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
import dev.millrace.server.graphql.Lexer.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the executable part of GraphQL's language: operations and fragments. */
final class DocumentReader extends Tokens {
    /** Fragments of a document. MLflow's web pages use none. */
    private static final int MOST_FRAGMENTS = 50;

    private DocumentReader(String text) {
        super(text);
    }

    /** @throws SyntaxException where the text is no document */
    static Document read(String text) {
        return new DocumentReader(text).document();
    }

    private Document document() {
        List<Operation> operations = new ArrayList<>();
        Map<String, Fragment> fragments = new LinkedHashMap<>();
        do {
            if (isName() && current().text().equals("fragment")) {
                advance();
                Fragment fragment = fragment();
                if (fragments.put(fragment.name(), fragment) != null) {
                    throw new SyntaxException("There can be only one fragment named '" + fragment.name() + "'.");
                }
                if (fragments.size() > MOST_FRAGMENTS) {
                    throw new SyntaxException("There are more than " + MOST_FRAGMENTS + " fragments.");
                }
            } else {
                operations.add(operation());
            }
        } while (!isEnd());
        return new Document(operations, fragments);
    }

    private Operation operation() {
        if (is("{")) {
            return new Operation("query", null, List.of(), List.of(), selections());
        }
        String kind = name();
        if (!kind.equals("query") && !kind.equals("mutation") && !kind.equals("subscription")) {
            throw new SyntaxException("Unexpected Name '" + kind + "'.");
        }
        String name = isName() ? name() : null;
        List<Variable> variables = new ArrayList<>();
        if (accept("(")) {
            do {
                variables.add(variable());
            } while (!accept(")"));
        }
        return new Operation(kind, name, variables, directives(), selections());
    }

    private Variable variable() {
        expect("$");
        String name = name();
        expect(":");
        TypeRef type = type();
        Value value = accept("=") ? value() : null;
        directives();
        return new Variable(name, type, value);
    }

    private Fragment fragment() {
        String name = name();
        if (name.equals("on") || !name().equals("on")) {
            throw new SyntaxException("A fragment is written: fragment Name on Type {…}.");
        }
        String type = name();
        return new Fragment(name, type, directives(), selections());
    }

    private List<Selection> selections() {
        expect("{");
        enter();
        List<Selection> selections = new ArrayList<>();
        do {
            selections.add(selection());
        } while (!accept("}"));
        leave();
        return selections;
    }

    private Selection selection() {
        if (!accept("...")) {
            return field();
        }
        if (isName() && !current().text().equals("on")) {
            String fragment = name();
            return new Spread(fragment, directives());
        }
        String on = null;
        if (isName()) {
            advance();
            on = name();
        }
        return new Inline(on, directives(), selections());
    }

    private Field field() {
        String name = name();
        String alias = null;
        if (accept(":")) {
            alias = name;
            name = name();
        }
        Map<String, Value> arguments = arguments();
        return new Field(alias, name, arguments, directives(), is("{") ? selections() : List.of());
    }

    private Map<String, Value> arguments() {
        Map<String, Value> arguments = new LinkedHashMap<>();
        if (accept("(")) {
            do {
                put(arguments);
            } while (!accept(")"));
        }
        return arguments;
    }

    private void put(Map<String, Value> values) {
        String name = name();
        expect(":");
        if (values.put(name, value()) != null) {
            throw new SyntaxException("There can be only one value named '" + name + "'.");
        }
    }

    private List<Directive> directives() {
        List<Directive> directives = new ArrayList<>();
        while (accept("@")) {
            directives.add(new Directive(name(), arguments()));
        }
        return directives;
    }

    private Value value() {
        Token start = current();
        advance();
        return switch (start.kind()) {
            case NUMBER -> new Value.Number(start.text());
            case STRING -> new Value.Text(start.text());
            case NAME ->
                switch (start.text()) {
                    case "true" -> new Value.Bool(true);
                    case "false" -> new Value.Bool(false);
                    case "null" -> new Value.Null();
                    default -> new Value.Name(start.text());
                };
            case PUNCTUATOR ->
                switch (start.text()) {
                    case "$" -> new Value.Reference(name());
                    case "[" -> items();
                    case "{" -> fields();
                    default -> throw unexpected(start);
                };
            case END -> throw unexpected(start);
        };
    }

    private Value items() {
        enter();
        List<Value> items = new ArrayList<>();
        while (!accept("]")) {
            items.add(value());
        }
        leave();
        return new Value.Items(items);
    }

    private Value fields() {
        enter();
        Map<String, Value> fields = new LinkedHashMap<>();
        while (!accept("}")) {
            put(fields);
        }
        leave();
        return new Value.Fields(fields);
    }
}
