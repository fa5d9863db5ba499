package dev.millrace.server.graphql;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.http.Exchange;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import dev.millrace.server.graphql.Document.Operation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /graphql}. What is wrong with a document, or happens on its way, is told in an answer of status 200. */
public final class GraphqlEndpoints {
    /** The longest request body in bytes. The longest of MLflow's web pages has 2 KiB. */
    private static final int LONGEST_BODY = 1 << 20;

    private static final JsonValue.Obj NOTHING = new JsonValue.Obj(Map.of());

    private final GraphqlConfig config;
    private final Routes routes;

    /** @param routes where the operations are bound that documents ask for */
    public GraphqlEndpoints(GraphqlConfig config, Routes routes) {
        this.config = config;
        this.routes = routes;
    }

    public void bind() {
        routes.add("POST", "/graphql", this::answer);
        // As the original, which has the route and wants a body there, too.
        routes.add("GET", "/graphql", this::answer);
    }

    private Response answer(Exchange exchange) throws IOException {
        Routes.checkContentType(exchange.header("Content-Type"));
        byte[] body = exchange.readBody(LONGEST_BODY);
        if (!(Json.parse(body) instanceof JsonValue.Obj request)) {
            throw ApiException.invalid("The request body must be a JSON object.");
        }
        String query = request.text("query");
        if (query == null) {
            throw ApiException.missing("query");
        }
        Document document;
        try {
            document = DocumentReader.read(query);
        } catch (SyntaxException e) {
            throw ApiException.invalid("Syntax Error: " + e.getMessage());
        }
        return answer(document, request, exchange);
    }

    private Response answer(Document document, JsonValue.Obj request, Exchange exchange) {
        String exceeded = QueryLimits.exceeded(document, config);
        if (exceeded != null) {
            return answer(null, List.of(exceeded));
        }
        Schema schema = Schema.mlflow();
        List<String> errors = Validation.check(schema, document);
        if (!errors.isEmpty()) {
            return answer(null, errors);
        }
        Operation operation;
        try {
            operation = chosen(document, request.text("operationName"));
        } catch (ApiException e) {
            return answer(null, List.of(e.message()));
        }
        var values = new Values(schema);
        values.take(operation, request.get("variables") instanceof JsonValue.Obj given ? given : NOTHING);
        Schema.Obj root = schema.root(operation.kind());
        if (!values.errors().isEmpty() || root == null) {
            return answer(null, values.errors());
        }
        var execution = new Execution(schema, document, new Resolvers(routes, exchange), values);
        JsonValue data = execution.object(root, NOTHING, operation.selections());
        return answer(data, execution.errors());
    }

    private static Operation chosen(Document document, @Nullable String name) {
        List<Operation> operations = document.operations();
        if (operations.isEmpty()) {
            throw ApiException.invalid("Must provide an operation.");
        }
        if (name == null) {
            if (operations.size() > 1) {
                throw ApiException.invalid("Must provide operation name if query contains multiple operations.");
            }
            return operations.getFirst();
        }
        return operations.stream()
                .filter(operation -> name.equals(operation.name()))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid("Unknown operation named '%s'.".formatted(name)));
    }

    private static Response answer(@Nullable JsonValue data, List<String> errors) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("data", data == null ? new JsonValue.Null() : data);
        members.put(
                "errors",
                errors.isEmpty()
                        ? new JsonValue.Null()
                        : new JsonValue.Arr(errors.stream()
                                .<JsonValue>map(JsonValue.Text::new)
                                .toList()));
        return Response.json(Json.print(new JsonValue.Obj(members)));
    }
}
