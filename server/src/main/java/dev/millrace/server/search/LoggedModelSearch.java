package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.SearchLoggedModels;
import dev.millrace.api.model.SearchLoggedModelsDataset;
import dev.millrace.api.model.SearchLoggedModelsOrderBy;
import dev.millrace.server.search.SortKey.Type;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches logged models by attributes, metrics, params, tags and the datasets that their metrics were taken on. The
 * table {@code logged_models} has the alias {@code l}. Deleted models are never found.
 */
public final class LoggedModelSearch {
    /** Every metric that is ordered by is a join, and SQLite joins at most 64 tables. */
    private static final int MAX_ORDER_KEYS = 50;

    private final ConditionSql conditions;
    private final @Nullable Sql onDatasets;

    private LoggedModelSearch(Dialect dialect, List<SearchLoggedModelsDataset> datasets) {
        this.conditions = new ConditionSql(dialect);
        this.onDatasets = datasets.isEmpty() ? null : onDatasets(datasets);
    }

    /**
     * A search for logged models. A page token is bound to the experiments, the filter and the order.
     *
     * @param request the request as it came
     * @param limit the most models of a page, at least 1
     * @throws ApiException INVALID_PARAMETER_VALUE when the filter, a key, an id, a dataset or the token is not valid
     */
    public static PageQuery query(Dialect dialect, SearchLoggedModels request, int limit) {
        String filter = request.filter() == null ? "" : request.filter();
        requireSameSearch(request, filter);
        var search = new LoggedModelSearch(dialect, request.datasets());
        List<Sql> where = new ArrayList<>();
        where.add(Scope.experiments(dialect, "l.experiment_id", request.experimentIds()));
        where.add(Sql.of("l.lifecycle_stage <> ?", "deleted"));
        Visibility.ofLoggedModels(dialect, "l.experiment_id", where);
        boolean metricFilter = false;
        for (Condition condition : LoggedModelFilter.read(filter)) {
            metricFilter |= condition.identifier().entity() == Entity.METRIC;
            where.add(search.condition(condition));
        }
        if (search.onDatasets instanceof Sql datasets && !metricFilter) {
            where.add(Sql.builder()
                    .append("EXISTS (SELECT 1 FROM logged_model_metrics x WHERE x.model_id = l.model_id AND ")
                    .append(datasets)
                    .append(")")
                    .build());
        }
        var from = Sql.builder().append("logged_models l");
        List<SortKey> keys = order(request.orderBy(), from);
        String scope = request.experimentIds() + "\n" + filter + "\n" + request.orderBy();
        return PageQuery.of(dialect, from.build(), where, keys, limit, request.pageToken(), scope);
    }

    /** The original's tokens hold what they were made for; ours hold a fingerprint of it. */
    private static void requireSameSearch(SearchLoggedModels request, String filter) {
        String token = request.pageToken();
        if (token == null || token.isEmpty()) {
            return;
        }
        JsonValue.Obj members = PageToken.decode(token);
        if (members.get("experiment_ids") instanceof JsonValue.Arr(List<JsonValue> ids)
                && !ids.equals(request.experimentIds().stream()
                        .map(JsonValue.Text::new)
                        .toList())) {
            throw ApiException.invalid("Experiment IDs in the page token do not match the requested experiment IDs.");
        }
        String tokenFilter = members.text("filter_string");
        if (members.get("filter_string") != null && !filter.equals(tokenFilter == null ? "" : tokenFilter)) {
            throw ApiException.invalid("Filter string in the page token does not match the requested filter string.");
        }
    }

    private Sql condition(Condition condition) {
        Operator operator = condition.operator();
        return switch (condition.identifier().entity()) {
            case ATTRIBUTE -> conditions.compare(column(condition), operator, condition.operand());
            case METRIC -> {
                Sql compared = conditions.compare("x.metric_value", operator, condition.operand());
                yield exists(
                        "logged_model_metrics",
                        "metric_name",
                        condition.key(),
                        onDatasets == null ? compared : Sql.join(" AND ", List.of(compared, onDatasets)));
            }
            case PARAM ->
                exists(
                        "logged_model_params",
                        "param_key",
                        condition.key(),
                        conditions.compare("x.param_value", operator, condition.operand()));
            case TAG ->
                exists(
                        "logged_model_tags",
                        "tag_key",
                        condition.key(),
                        conditions.compare("x.tag_value", operator, condition.operand()));
            case DATASET -> throw new IllegalArgumentException("a filter of logged models names no datasets");
        };
    }

    /** A number that is matched against a pattern is taken for its digits. */
    private String column(Condition condition) {
        String column = "l." + condition.key();
        boolean pattern = condition.operator() == Operator.LIKE || condition.operator() == Operator.ILIKE;
        return pattern && type(column) == Type.WHOLE ? conditions.digits(column) : column;
    }

    private Sql exists(String table, String keyColumn, String key, Sql condition) {
        return Sql.builder()
                .append("EXISTS (SELECT 1 FROM " + table + " x WHERE x.model_id = l.model_id AND ")
                .append(conditions.compare("x." + keyColumn, Operator.EQUAL, new Operand.Text(key)))
                .append(" AND ")
                .append(condition)
                .append(")")
                .build();
    }

    /** A metric was taken on one of these; a dataset without a digest means all of that name. */
    private Sql onDatasets(List<SearchLoggedModelsDataset> datasets) {
        List<Sql> either = new ArrayList<>();
        for (SearchLoggedModelsDataset dataset : datasets) {
            if (dataset.datasetName() == null || dataset.datasetName().isEmpty()) {
                throw ApiException.invalid("`dataset_name` in the `datasets` clause must be specified.");
            }
            if (either.size() >= FilterParser.MAX_CLAUSES) {
                throw ApiException.invalid("At most %d datasets can be given.".formatted(FilterParser.MAX_CLAUSES));
            }
            either.add(dataset("x", dataset.datasetName(), dataset.datasetDigest()));
        }
        return Sql.builder()
                .append("(")
                .append(Sql.join(" OR ", either))
                .append(")")
                .build();
    }

    private static Sql dataset(String alias, @Nullable String name, @Nullable String digest) {
        List<Sql> parts = new ArrayList<>();
        if (name != null && !name.isEmpty()) {
            parts.add(Sql.of(alias + ".dataset_name = ?", name));
        }
        if (digest != null && !digest.isEmpty()) {
            parts.add(Sql.of(alias + ".dataset_digest = ?", digest));
        }
        return Sql.join(" AND ", parts);
    }

    private static List<SortKey> order(List<SearchLoggedModelsOrderBy> orderBy, Sql.Builder from) {
        List<SortKey> keys = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        int metrics = 0;
        for (SearchLoggedModelsOrderBy order : orderBy) {
            String field = order.fieldName() == null ? "" : order.fieldName();
            boolean ascending = order.ascending() == null || order.ascending();
            int dot = field.indexOf('.');
            if (dot < 0) {
                String column = LoggedModelFilter.COLUMNS.get(field);
                if (column == null) {
                    throw ApiException.unknownAttribute("Invalid order by field name: " + field);
                }
                if (seen.add(column)) {
                    keys.add(new SortKey(column, type(column), ascending, true));
                }
            } else if (!field.substring(0, dot).equals("metrics")) {
                throw ApiException.invalid(
                        "Invalid order by field name: %s. Only metrics are supported.".formatted(field));
            } else if (metrics++ >= MAX_ORDER_KEYS) {
                throw ApiException.invalid("At most %d metrics can be ordered by.".formatted(MAX_ORDER_KEYS));
            } else {
                joinLatest(field.substring(dot + 1), order, "o" + metrics, from);
                keys.add(new SortKey("o" + metrics + ".metric_value", Type.DECIMAL, ascending, true));
            }
        }
        if (seen.add("l.creation_timestamp_ms")) {
            keys.add(SortKey.descending("l.creation_timestamp_ms", Type.WHOLE));
        }
        if (seen.add("l.model_id")) {
            keys.add(SortKey.ascending("l.model_id", Type.TEXT));
        }
        return keys;
    }

    /** Joins the latest value of a metric, maybe only those taken on one dataset. */
    private static void joinLatest(String metric, SearchLoggedModelsOrderBy order, String alias, Sql.Builder from) {
        from.append(
                " LEFT JOIN (SELECT y.model_id, y.metric_value, ROW_NUMBER() OVER (PARTITION BY y.model_id"
                        + " ORDER BY y.metric_timestamp_ms DESC, y.metric_step DESC, y.run_id ASC) AS place"
                        + " FROM logged_model_metrics y WHERE y.metric_name = ?",
                metric);
        Sql dataset = dataset("y", order.datasetName(), order.datasetDigest());
        if (!dataset.isEmpty()) {
            from.append(" AND ").append(dataset);
        }
        from.append(") %1$s ON %1$s.model_id = l.model_id AND %1$s.place = 1".formatted(alias));
    }

    private static Type type(String column) {
        return switch (column) {
            case "l.creation_timestamp_ms", "l.last_updated_timestamp_ms", "l.status", "l.experiment_id" -> Type.WHOLE;
            default -> Type.TEXT;
        };
    }
}
