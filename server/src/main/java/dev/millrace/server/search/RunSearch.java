package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.ViewType;
import dev.millrace.server.search.SortKey.Type;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches runs by attributes, metrics, params, tags and datasets. The table {@code runs} has the alias {@code r}. Every
 * condition on something beside the run itself is an EXISTS over the primary key (key, run) of its table, so that the
 * search can walk the runs in their order and stop when the page is full.
 */
public final class RunSearch {
    private static final Set<String> ATTRIBUTES = Words.set(
            "artifact_uri",
            "run_id",
            "run_name",
            "run name",
            "Run name",
            "Run Name",
            "start_time",
            "created",
            "Created",
            "end_time",
            "status",
            "user_id");
    static final Set<String> ORDER_ATTRIBUTES = Words.set(
            "artifact_uri", "run_id", "run_name", "start_time", "created", "Created", "end_time", "status", "user_id");
    private static final Map<String, String> COLUMNS = Map.of(
            "artifact_uri", "r.artifact_uri",
            "run_id", "r.run_uuid",
            "run_name", "r.name",
            "start_time", "r.start_time",
            "end_time", "r.end_time",
            "status", "r.status",
            "user_id", "r.user_id");
    static final FilterRules RULES = new FilterRules(
            EntityNames.OF_RUNS,
            ATTRIBUTES,
            Set.of("start_time", "end_time", "created", "Created"),
            true,
            Words.set("run_id"),
            Set.of(Entity.PARAM, Entity.TAG),
            false);
    /** Every key that is no column of the run is a join, and SQLite joins at most 64 tables. */
    private static final int MAX_ORDER_KEYS = 50;

    private final ConditionSql conditions;

    private RunSearch(Dialect dialect) {
        this.conditions = new ConditionSql(dialect);
    }

    /**
     * A search for runs.
     *
     * @param experimentIds where to look; none finds nothing
     * @param view whether deleted runs are seen; null for active ones only
     * @param filter the filter; null or empty for all
     * @param orderBy the keys to order by; then the youngest first, then by id. A key that comes again is ignored
     * @param limit the most runs of a page
     * @param pageToken the page's token; null or empty for the first
     * @throws ApiException INVALID_PARAMETER_VALUE when the filter, a key, an id or the token is not valid
     */
    public static PageQuery query(
            Dialect dialect,
            List<String> experimentIds,
            @Nullable ViewType view,
            @Nullable String filter,
            List<String> orderBy,
            int limit,
            @Nullable String pageToken) {
        var search = new RunSearch(dialect);
        List<Sql> where = new ArrayList<>();
        where.add(Scope.experiments(dialect, "r.experiment_id", experimentIds));
        where.add(Scope.lifecycle("r.lifecycle_stage", view));
        Visibility.ofRuns(dialect, "r.experiment_id", where);
        for (Condition condition : RULES.read(filter)) {
            where.add(search.condition(condition));
        }
        var from = Sql.builder().append("runs r");
        List<SortKey> keys = search.order(orderBy, from);
        return PageQuery.of(dialect, from.build(), where, keys, limit, pageToken, "");
    }

    private Sql condition(Condition condition) {
        return switch (condition.identifier().entity()) {
            case ATTRIBUTE -> attribute(condition);
            case METRIC -> exists("latest_metrics", condition.key(), metric(condition));
            case PARAM -> valued("params", condition);
            case TAG -> valued("tags", condition);
            case DATASET -> dataset(condition);
        };
    }

    private Sql attribute(Condition condition) {
        String key = withoutAlias(condition.key());
        if (key.equals("run_name")) {
            // Runs of very old databases have their name only here.
            return exists(
                    "tags", "mlflow.runName", conditions.compare("x.value", condition.operator(), condition.operand()));
        }
        return conditions.compare(column(key), condition.operator(), condition.operand());
    }

    /** NaN is stored as 0 with a mark, and compares as NaN does: it differs from everything. */
    private Sql metric(Condition condition) {
        Sql compared = conditions.compare("x.value", condition.operator(), condition.operand());
        return condition.operator() == Operator.NOT_EQUAL
                ? Sql.builder()
                        .append("(")
                        .append(compared)
                        .append(" OR " + conditions.isTrue("x.is_nan") + ")")
                        .build()
                : compared.plus(Sql.of(" AND NOT " + conditions.isTrue("x.is_nan")));
    }

    private Sql valued(String table, Condition condition) {
        return switch (condition.operator()) {
            case IS_NULL -> Sql.of("NOT ").plus(exists(table, condition.key(), Sql.EMPTY));
            case IS_NOT_NULL -> exists(table, condition.key(), Sql.EMPTY);
            default ->
                exists(
                        table,
                        condition.key(),
                        conditions.compare("x.value", condition.operator(), condition.operand()));
        };
    }

    private Sql exists(String table, String key, Sql condition) {
        var exists = Sql.builder()
                .append("EXISTS (SELECT 1 FROM " + table + " x WHERE ")
                .append(conditions.compare("x.\"key\"", Operator.EQUAL, new Operand.Text(key)))
                .append(" AND x.run_uuid = r.run_uuid");
        if (!condition.isEmpty()) {
            exists.append(" AND ").append(condition);
        }
        return exists.append(")").build();
    }

    private Sql dataset(Condition condition) {
        var exists =
                Sql.builder().append("EXISTS (SELECT 1 FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id");
        String column = "d." + condition.key();
        if (condition.key().equals("context")) {
            exists.append(" JOIN input_tags x ON x.input_uuid = i.input_uuid AND x.name = ?", "mlflow.data.context");
            column = "x.value";
        }
        return exists.append(" WHERE i.destination_type = 'RUN' AND i.destination_id = r.run_uuid")
                .append(" AND i.source_type = 'DATASET' AND ")
                .append(conditions.compare(column, condition.operator(), condition.operand()))
                .append(")")
                .build();
    }

    private List<SortKey> order(List<String> orderBy, Sql.Builder from) {
        List<SortKey> keys = new ArrayList<>();
        Set<Identifier> seen = new LinkedHashSet<>();
        for (String text : orderBy) {
            OrderKey order = OrderKey.parse(text);
            Identifier named = EntityNames.OF_RUNS.resolve(order.key().strip(), ORDER_ATTRIBUTES);
            Identifier key = named.entity() == Entity.ATTRIBUTE
                    ? new Identifier(Entity.ATTRIBUTE, withoutAlias(named.key()))
                    : named;
            if (seen.add(key)) {
                if (seen.size() > MAX_ORDER_KEYS) {
                    throw ApiException.invalid("At most %d keys can be ordered by.".formatted(MAX_ORDER_KEYS));
                }
                addKeys(key, order.ascending(), "o" + seen.size(), keys, from);
            }
        }
        if (!seen.contains(new Identifier(Entity.ATTRIBUTE, "start_time"))) {
            keys.add(new SortKey("r.start_time", Type.WHOLE, false, true));
        }
        keys.add(SortKey.ascending("r.run_uuid", Type.TEXT));
        return keys;
    }

    private void addKeys(Identifier key, boolean ascending, String alias, List<SortKey> keys, Sql.Builder from) {
        switch (key.entity()) {
            case ATTRIBUTE -> {
                boolean number = RULES.numeric().contains(key.key());
                keys.add(new SortKey(column(key.key()), number ? Type.WHOLE : Type.TEXT, ascending, true));
            }
            case METRIC -> {
                join("latest_metrics", alias, key.key(), from);
                // Numbers first, then NaN, then the runs without the metric, in both directions.
                keys.add(SortKey.ascending(
                        "CASE WHEN %s THEN 1 WHEN %s.value IS NULL THEN 2 ELSE 0 END"
                                .formatted(conditions.isTrue(alias + ".is_nan"), alias),
                        Type.WHOLE));
                keys.add(new SortKey(alias + ".value", Type.DECIMAL, ascending, true));
            }
            case PARAM -> {
                join("params", alias, key.key(), from);
                keys.add(new SortKey(alias + ".value", Type.TEXT, ascending, true));
            }
            case TAG -> {
                join("tags", alias, key.key(), from);
                keys.add(new SortKey(alias + ".value", Type.TEXT, ascending, true));
            }
            case DATASET -> throw ApiException.invalid("Invalid identifier type 'dataset'");
        }
    }

    private static void join(String table, String alias, String key, Sql.Builder from) {
        from.append(
                " LEFT JOIN %1$s %2$s ON %2$s.\"key\" = ? AND %2$s.run_uuid = r.run_uuid".formatted(table, alias), key);
    }

    private static String column(String attribute) {
        String column = COLUMNS.get(attribute);
        if (column == null) {
            throw new IllegalArgumentException(attribute + " is no attribute of a run");
        }
        return column;
    }

    private static String withoutAlias(String attribute) {
        return switch (attribute) {
            case "created", "Created" -> "start_time";
            case "run name", "Run name", "Run Name" -> "run_name";
            default -> attribute;
        };
    }
}
