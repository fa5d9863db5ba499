package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.ViewType;
import dev.millrace.server.search.SortKey.Type;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Searches experiments by attributes and tags. The table {@code experiments} has the alias {@code e}. */
public final class ExperimentSearch {
    private static final Set<String> ATTRIBUTES =
            Words.set("name", "experiment_id", "creation_time", "last_update_time");
    static final FilterRules RULES = new FilterRules(
            EntityNames.ATTRIBUTE_OR_TAG,
            ATTRIBUTES,
            Set.of("creation_time", "last_update_time"),
            false,
            Words.set("experiment_id"),
            Set.of(Entity.TAG),
            true);

    private final ConditionSql conditions;

    private ExperimentSearch(Dialect dialect) {
        this.conditions = new ConditionSql(dialect);
    }

    /**
     * A search for experiments.
     *
     * @param view whether deleted experiments are seen; null for active ones only
     * @param filter the filter; null or empty for all
     * @param orderBy the keys to order by; without any, the youngest first
     * @param limit the most experiments of a page
     * @param pageToken the page's token; null or empty for the first
     * @throws ApiException INVALID_PARAMETER_VALUE when the filter, a key or the token is not valid
     */
    public static PageQuery query(
            Dialect dialect,
            @Nullable ViewType view,
            @Nullable String filter,
            List<String> orderBy,
            int limit,
            @Nullable String pageToken) {
        var search = new ExperimentSearch(dialect);
        List<Sql> where = new ArrayList<>();
        where.add(Scope.lifecycle("e.lifecycle_stage", view));
        Visibility.ofExperiments(dialect, "e.experiment_id", where);
        for (Condition condition : RULES.read(filter)) {
            where.add(
                    condition.identifier().entity() == Entity.TAG
                            ? search.tag(condition)
                            : search.attribute(condition));
        }
        return PageQuery.of(dialect, Sql.of("experiments e"), where, order(orderBy), limit, pageToken, "");
    }

    private Sql attribute(Condition condition) {
        if (!condition.key().equals("experiment_id")) {
            return conditions.compare("e." + condition.key(), condition.operator(), condition.operand());
        }
        // The id is a number in the database, and a text everywhere else.
        Operator operator = condition.operator();
        return switch (condition.operand()) {
            case Operand.Texts(List<String> values) ->
                conditions.among(
                        "e.experiment_id",
                        operator,
                        values.stream().map(Scope::experimentId).toList());
            case Operand.Text(String value)
            when operator == Operator.EQUAL || operator == Operator.NOT_EQUAL ->
                Sql.of("e.experiment_id " + operator.text() + " ?", Scope.experimentId(value));
            default -> throw ApiException.invalid("Invalid comparator for experiment_id: " + operator.text());
        };
    }

    private Sql tag(Condition condition) {
        var exists = Sql.builder()
                .append(condition.operator() == Operator.IS_NULL ? "NOT EXISTS (" : "EXISTS (")
                .append("SELECT 1 FROM experiment_tags x WHERE ")
                .append(conditions.compare("x.\"key\"", Operator.EQUAL, new Operand.Text(condition.key())))
                .append(" AND x.experiment_id = e.experiment_id");
        if (!(condition.operand() instanceof Operand.None)) {
            exists.append(" AND ").append(conditions.compare("x.value", condition.operator(), condition.operand()));
        }
        return exists.append(")").build();
    }

    private static List<SortKey> order(List<String> orderBy) {
        if (orderBy.isEmpty()) {
            return List.of(
                    new SortKey("e.creation_time", Type.WHOLE, false, true),
                    SortKey.ascending("e.experiment_id", Type.WHOLE));
        }
        List<SortKey> keys = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String text : orderBy) {
            OrderKey order = OrderKey.parse(text);
            Identifier key = EntityNames.ATTRIBUTE_OR_TAG.resolve(order.key().strip(), ATTRIBUTES);
            if (key.entity() != Entity.ATTRIBUTE) {
                throw ApiException.invalid(
                        "Invalid order_by entity: " + key.entity().word());
            }
            if (seen.add(key.key())) {
                keys.add(key(key.key(), order.ascending()));
            }
        }
        if (seen.add("experiment_id")) {
            keys.add(SortKey.descending("e.experiment_id", Type.WHOLE));
        }
        return keys;
    }

    private static SortKey key(String attribute, boolean ascending) {
        return switch (attribute) {
            case "name" -> new SortKey("e.name", Type.TEXT, ascending, false);
            case "experiment_id" -> new SortKey("e.experiment_id", Type.WHOLE, ascending, false);
            default -> new SortKey("e." + attribute, Type.WHOLE, ascending, true);
        };
    }
}
