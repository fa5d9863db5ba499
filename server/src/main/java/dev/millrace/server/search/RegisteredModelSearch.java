package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.server.search.SortKey.Type;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Searches registered models by name and tags. The table {@code registered_models} has the alias {@code m}. */
public final class RegisteredModelSearch {
    static final FilterRules RULES = new FilterRules(
            EntityNames.BARE_ATTRIBUTE_OR_TAG, Words.set("name"), Set.of(), false, Words.set("name"), Set.of(), false);

    private RegisteredModelSearch() {}

    /**
     * A search for registered models, or for prompts if the filter asks for them.
     *
     * @param filter the filter; null or empty for all
     * @param orderBy the keys to order by; then by name. A key that comes again is ignored
     * @param limit the most models of a page; zero and less give an empty page
     * @param pageToken the page's token; null or empty for the first
     * @throws ApiException INVALID_PARAMETER_VALUE when the filter, a key or the token is not valid
     */
    public static PageQuery query(
            Dialect dialect,
            String workspace,
            @Nullable String filter,
            List<String> orderBy,
            int limit,
            @Nullable String pageToken) {
        var sql = new ConditionSql(dialect);
        List<Sql> where = new ArrayList<>();
        where.add(Sql.of("m.workspace = ?", workspace));
        Visibility.ofModels(dialect, "m", where);
        where.addAll(PromptRule.where(
                RULES.read(filter),
                condition -> sql.compare("m.name", condition.operator(), condition.operand()),
                condition -> tag(sql, condition.key(), condition.operator(), condition.operand()),
                tag(sql, PromptRule.TAG, Operator.EQUAL, new Operand.Text("true"))));
        return PageQuery.of(dialect, Sql.of("registered_models m"), where, order(orderBy), limit, pageToken, "");
    }

    private static Sql tag(ConditionSql sql, String key, Operator operator, Operand operand) {
        return Sql.builder()
                .append("EXISTS (SELECT 1 FROM registered_model_tags x WHERE x.workspace = m.workspace AND ")
                .append(sql.compare("x.\"key\"", Operator.EQUAL, new Operand.Text(key)))
                .append(" AND x.name = m.name AND ")
                .append(sql.compare("x.value", operator, operand))
                .append(")")
                .build();
    }

    private static List<SortKey> order(List<String> orderBy) {
        List<SortKey> keys = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String text : orderBy) {
            OrderKey order = OrderKey.parse(text);
            switch (order.key().strip()) {
                case "name" -> {
                    if (seen.add("name")) {
                        keys.add(new SortKey("m.name", Type.TEXT, order.ascending(), false));
                    }
                }
                case "timestamp", "last_updated_timestamp" -> {
                    if (seen.add("timestamp")) {
                        keys.add(new SortKey("m.last_updated_time", Type.WHOLE, order.ascending(), true));
                    }
                }
                default ->
                    throw ApiException.invalid(
                            "Invalid order by key '%s' specified. Valid keys are ['name', 'timestamp']"
                                    .formatted(order.key().strip()));
            }
        }
        if (seen.add("name")) {
            keys.add(SortKey.ascending("m.name", Type.TEXT));
        }
        return keys;
    }
}
