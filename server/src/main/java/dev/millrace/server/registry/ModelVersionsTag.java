package dev.millrace.server.registry;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import dev.millrace.server.tracking.Texts;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tag by which a logged model knows the versions that were made from it: a JSON list of names and numbers. */
final class ModelVersionsTag {
    private static final String KEY = "mlflow.modelVersions";

    private ModelVersionsTag() {}

    /** Adds a version to the list of a logged model; one that is in it already stays once. */
    static void add(Session session, String modelId, String name, long version) throws SQLException {
        var entry = new LinkedHashMap<String, JsonValue>();
        entry.put("name", new JsonValue.Text(name));
        entry.put("version", new JsonValue.Num(Long.toString(version)));
        var added = new JsonValue.Obj(entry);
        session.queryOne(
                session.dialect().lock("logged_models", Sql.of("model_id = ?", modelId)), row -> row.getInt(1));
        String before = session.queryOne(
                Sql.of("SELECT tag_value FROM logged_model_tags WHERE model_id = ? AND tag_key = ?", modelId, KEY),
                row -> Texts.orEmpty(row.getString(1)));
        List<JsonValue> entries = new ArrayList<>(before == null ? List.of() : entries(before));
        if (!entries.contains(added)) {
            entries.add(added);
        }
        session.update(Sql.of(
                session.dialect()
                        .insertOrUpdate(
                                "INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value)"
                                        + " SELECT model_id, experiment_id, ?, ? FROM logged_models WHERE model_id = ?",
                                "model_id, tag_key",
                                "tag_value"),
                KEY,
                spaced(new JsonValue.Arr(entries)),
                modelId));
    }

    /** JSON with a blank behind each comma and colon, letter by letter as the original writes this tag. */
    private static String spaced(JsonValue value) {
        return switch (value) {
            case JsonValue.Arr(List<JsonValue> items) ->
                items.stream().map(ModelVersionsTag::spaced).collect(Collectors.joining(", ", "[", "]"));
            case JsonValue.Obj(Map<String, JsonValue> members) ->
                members.entrySet().stream()
                        .map(member -> spaced(new JsonValue.Text(member.getKey())) + ": " + spaced(member.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> new String(Json.print(value), StandardCharsets.UTF_8);
        };
    }

    /** The list so far; a tag that a client has overwritten with something else is given up. */
    private static List<JsonValue> entries(String tag) {
        try {
            return Json.parse(tag) instanceof JsonValue.Arr(List<JsonValue> items) ? items : List.of();
        } catch (ApiException notJson) {
            return List.of();
        }
    }
}
