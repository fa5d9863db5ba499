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

/**
 * Searches model versions by name, run, source, number and tags; deleted ones are never found. The table
 * {@code model_versions} has the alias {@code v}.
 */
public final class ModelVersionSearch {
    static final FilterRules RULES = new FilterRules(
            EntityNames.BARE_ATTRIBUTE_OR_TAG,
            Words.set("name", "version_number", "run_id", "source_path"),
            Set.of("version_number"),
            false,
            Words.set("name", "run_id"),
            Set.of(),
            false);
    static final Set<String> ORDER_ATTRIBUTES =
            Words.set("name", "version_number", "creation_timestamp", "last_updated_timestamp");

    private ModelVersionSearch() {}

    /**
     * A search for model versions, or for the versions of prompts if the filter asks for them.
     *
     * @param filter the filter; null or empty for all
     * @param orderBy the keys to order by; without any, the last touched first. A key that comes again is ignored
     * @param limit the most versions of a page
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
        where.add(Sql.of("v.workspace = ?", workspace));
        where.add(Sql.of("v.current_stage <> ?", "Deleted_Internal"));
        Visibility.ofVersions(dialect, "v", where);
        where.addAll(PromptRule.where(
                RULES.read(filter),
                condition -> sql.compare(column(condition.key()), condition.operator(), condition.operand()),
                condition -> tag(sql, condition),
                // One version with the tag makes the whole name a prompt.
                Sql.of(
                        "EXISTS (SELECT 1 FROM model_version_tags x WHERE x.workspace = v.workspace"
                                + " AND x.\"key\" = ? AND x.name = v.name AND x.value = ?)",
                        PromptRule.TAG,
                        "true")));
        return PageQuery.of(dialect, Sql.of("model_versions v"), where, order(orderBy), limit, pageToken, "");
    }

    private static Sql tag(ConditionSql sql, Condition condition) {
        return Sql.builder()
                .append("EXISTS (SELECT 1 FROM model_version_tags x WHERE x.workspace = v.workspace AND ")
                .append(sql.compare("x.\"key\"", Operator.EQUAL, new Operand.Text(condition.key())))
                .append(" AND x.name = v.name AND x.version = v.version AND ")
                .append(sql.compare("x.value", condition.operator(), condition.operand()))
                .append(")")
                .build();
    }

    private static List<SortKey> order(List<String> orderBy) {
        List<SortKey> keys = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String text : orderBy) {
            OrderKey order = OrderKey.parse(text);
            Identifier key = EntityNames.ATTRIBUTE_OR_TAG.resolve(order.key().strip(), ORDER_ATTRIBUTES);
            if (key.entity() != Entity.ATTRIBUTE) {
                throw ApiException.invalid("Invalid order by key '%s' specified. Valid keys are %s"
                        .formatted(key.key(), Words.quoted(ORDER_ATTRIBUTES)));
            }
            if (seen.add(key.key())) {
                keys.add(key(key.key(), order.ascending()));
            }
        }
        if (seen.isEmpty()) {
            keys.add(key("last_updated_timestamp", false));
        }
        if (seen.add("name")) {
            keys.add(key("name", true));
        }
        if (seen.add("version_number")) {
            keys.add(key("version_number", false));
        }
        return keys;
    }

    private static SortKey key(String attribute, boolean ascending) {
        return switch (attribute) {
            case "name" -> new SortKey("v.name", Type.TEXT, ascending, false);
            case "version_number" -> new SortKey("v.version", Type.WHOLE, ascending, false);
            case "creation_timestamp" -> new SortKey("v.creation_time", Type.WHOLE, ascending, true);
            default -> new SortKey("v.last_updated_time", Type.WHOLE, ascending, true);
        };
    }

    private static String column(String attribute) {
        return switch (attribute) {
            case "version_number" -> "v.version";
            case "source_path" -> "v.source";
            default -> "v." + attribute;
        };
    }
}
