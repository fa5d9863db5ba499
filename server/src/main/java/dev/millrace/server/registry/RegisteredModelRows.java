package dev.millrace.server.registry;

import static dev.millrace.server.registry.ModelVersionRows.WORKSPACE;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.RegisteredModel;
import dev.millrace.api.model.RegisteredModelAlias;
import dev.millrace.api.model.RegisteredModelTag;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import dev.millrace.server.tracking.Texts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads registered models with their latest versions, tags and aliases, in one query each for a whole list. */
final class RegisteredModelRows {
    static final String COLUMNS = "m.name, m.creation_time, m.last_updated_time, m.description";

    private RegisteredModelRows() {}

    /**
     * The condition that a row is of the model of exactly this name. On MariaDB and MySQL other spellings would do, too, but
     * not for what is permitted by name, nor for what is read for many models at once.
     *
     * @param table the table's name in the statement with a dot, or nothing
     */
    static Sql named(Session session, String table, String name) {
        return Sql.of(table + "workspace = ? AND ", WORKSPACE)
                .plus(session.dialect().equal(table + "name", name));
    }

    /** Refuses a name that no model has. */
    static void requireExists(Session session, String name) throws SQLException {
        Integer found = session.queryOne(
                Sql.of("SELECT 1 FROM registered_models WHERE ").plus(named(session, "", name)), row -> row.getInt(1));
        if (found == null) {
            throw notFound(name);
        }
    }

    /** The same, and keeps other writers from the model until the transaction ends: each takes the next number alone. */
    static void lock(Session session, String name) throws SQLException {
        Integer found = session.queryOne(
                session.dialect().lock("registered_models", named(session, "", name)), row -> row.getInt(1));
        if (found == null) {
            throw notFound(name);
        }
    }

    /** The model with everything that belongs to it. */
    static RegisteredModel find(Session session, String name) throws SQLException {
        RegisteredModel found = session.queryOne(
                Sql.of("SELECT " + COLUMNS + " FROM registered_models m WHERE ").plus(named(session, "m.", name)),
                RegisteredModelRows::bare);
        if (found == null) {
            throw notFound(name);
        }
        return withChildren(session, List.of(found), ModelVersionRows.BY_LOWEST).getFirst();
    }

    /** The value of a tag of the model of this name, on MariaDB and MySQL in any spelling; null when it has none of that key. */
    static @Nullable String tag(Session session, String name, String key) throws SQLException {
        return session.queryOne(
                Sql.of(
                                "SELECT t.value FROM registered_model_tags t WHERE t.workspace = ? AND t.name = ? AND ",
                                WORKSPACE,
                                name)
                        .plus(session.dialect().equal("t.\"key\"", key)),
                row -> Texts.orEmpty(row.getString(1)));
    }

    /** A model by itself. An empty description is none. */
    static RegisteredModel bare(ResultSet row) throws SQLException {
        String description = row.getString(4);
        return RegisteredModel.builder()
                .name(row.getString(1))
                .creationTimestamp(ModelVersionRows.number(row, 2))
                .lastUpdatedTimestamp(ModelVersionRows.number(row, 3))
                .description(description == null || description.isEmpty() ? null : description)
                .build();
    }

    /** The same models with latest versions, in an order of {@link ModelVersionRows}, tags and aliases. */
    static List<RegisteredModel> withChildren(Session session, List<RegisteredModel> models, String latestOrder)
            throws SQLException {
        if (models.isEmpty()) {
            return models;
        }
        List<String> names =
                models.stream().map(model -> Texts.orEmpty(model.name())).toList();
        Map<String, List<ModelVersion>> latest = new HashMap<>();
        for (ModelVersion version : ModelVersionRows.latest(session, names, latestOrder)) {
            latest.computeIfAbsent(Texts.orEmpty(version.name()), name -> new ArrayList<>())
                    .add(version);
        }
        Map<String, List<RegisteredModelTag>> tags = new HashMap<>();
        // Without an order the index on (workspace, name) gives each model's tags as they were set.
        session.forEach(
                Sql.of(
                                "SELECT t.name, t.\"key\", t.value FROM registered_model_tags t WHERE t.workspace = ?"
                                        + " AND ",
                                WORKSPACE)
                        .plus(session.dialect().in("t.name", names)),
                row -> tags.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                        .add(new RegisteredModelTag(row.getString(2), Texts.orEmpty(row.getString(3)))));
        Map<String, List<RegisteredModelAlias>> aliases = new HashMap<>();
        session.forEach(
                Sql.of("SELECT name, alias, version FROM registered_model_aliases WHERE workspace = ? AND ", WORKSPACE)
                        .plus(session.dialect().in("name", names))
                        .plus(Sql.of(" ORDER BY name, alias")),
                row -> aliases.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                        .add(new RegisteredModelAlias(row.getString(2), Long.toString(row.getLong(3)))));
        return models.stream()
                .map(model -> {
                    String name = Texts.orEmpty(model.name());
                    return new RegisteredModel(
                            name,
                            model.creationTimestamp(),
                            model.lastUpdatedTimestamp(),
                            model.userId(),
                            model.description(),
                            latest.getOrDefault(name, List.of()),
                            tags.getOrDefault(name, List.of()),
                            aliases.getOrDefault(name, List.of()),
                            model.deploymentJobId(),
                            model.deploymentJobState());
                })
                .toList();
    }

    private static ApiException notFound(String name) {
        return ApiException.notFound("Registered Model with name=%s not found".formatted(name));
    }
}
