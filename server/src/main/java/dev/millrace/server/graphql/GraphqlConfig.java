package dev.millrace.server.graphql;

import java.util.Map;

/**
 * What a GraphQL document may ask for at most, by MLflow's variables.
 *
 * @param rootFields fields of the operation itself, of {@code MLFLOW_SERVER_GRAPHQL_MAX_ROOT_FIELDS}
 * @param aliases aliases on one level, of {@code MLFLOW_SERVER_GRAPHQL_MAX_ALIASES}
 */
public record GraphqlConfig(int rootFields, int aliases) {
    static final String ROOT_FIELDS = "MLFLOW_SERVER_GRAPHQL_MAX_ROOT_FIELDS";
    static final String ALIASES = "MLFLOW_SERVER_GRAPHQL_MAX_ALIASES";

    /** MLflow's defaults. */
    public static final GraphqlConfig DEFAULT = new GraphqlConfig(10, 10);

    /** @throws IllegalArgumentException where a variable is no whole number */
    public static GraphqlConfig of(Map<String, String> environment) {
        return new GraphqlConfig(
                number(environment, ROOT_FIELDS, DEFAULT.rootFields), number(environment, ALIASES, DEFAULT.aliases));
    }

    private static int number(Map<String, String> environment, String variable, int otherwise) {
        String text = environment.getOrDefault(variable, "");
        if (text.isBlank()) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(variable + " has to be a whole number, not " + text, e);
        }
    }
}
