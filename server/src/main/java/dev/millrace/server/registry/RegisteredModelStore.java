package dev.millrace.server.registry;

import static dev.millrace.server.registry.ModelVersionRows.WORKSPACE;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.RegisteredModel;
import dev.millrace.api.model.RegisteredModelTag;
import dev.millrace.server.search.Page;
import dev.millrace.server.search.PageQuery;
import dev.millrace.server.search.RegisteredModelSearch;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import dev.millrace.server.tracking.Texts;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Registered models, their tags and their aliases. */
public final class RegisteredModelStore {
    private final Database database;
    private final Clock clock;

    public RegisteredModelStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Makes a model; the last of equal tag keys wins. */
    RegisteredModel create(String name, List<RegisteredModelTag> tags, String description) {
        Map<String, String> last = new LinkedHashMap<>();
        tags.forEach(tag -> last.put(Texts.orEmpty(tag.key()), Texts.orEmpty(tag.value())));
        return database.write(session -> {
            long now = clock.millis();
            int added = session.update(Sql.of(
                    session.dialect().insertOrIgnore("""
                                    INTO registered_models (name, creation_time, last_updated_time, description, workspace)
                                    VALUES (?, ?, ?, ?, ?)""", "workspace, name"), name, now, now, description, WORKSPACE));
            if (added == 0) {
                throw nameTaken(session, name, Prompts.isPrompt(last.get(Prompts.TAG)));
            }
            for (Map.Entry<String, String> tag : last.entrySet()) {
                putTag(session, name, tag.getKey(), tag.getValue());
            }
            // MariaDB and MySQL take the tag's key in another spelling for the same, and the value of that.
            if (Prompts.isPrompt(session, name) != Prompts.isPrompt(last.get(Prompts.TAG))) {
                throw ApiException.invalid("The tag '%s' is given in several spellings.".formatted(Prompts.TAG));
            }
            return RegisteredModelRows.find(session, name);
        });
    }

    RegisteredModel get(String name) {
        return database.read(session -> RegisteredModelRows.find(session, name));
    }

    /** Sets the description; an empty one clears it. */
    RegisteredModel describe(String name, String description) {
        return database.write(session -> {
            RegisteredModelRows.requireExists(session, name);
            session.update(Sql.of("""
                    UPDATE registered_models SET description = ?, last_updated_time = ?
                    WHERE workspace = ? AND name = ?""", description, clock.millis(), WORKSPACE, name));
            return RegisteredModelRows.find(session, name);
        });
    }

    /** Gives the model another name; versions, tags and aliases follow by the foreign keys. */
    RegisteredModel rename(String name, String newName) {
        return database.write(session -> {
            RegisteredModelRows.requireExists(session, name);
            long now = clock.millis();
            try {
                session.update(Sql.of(
                        "UPDATE registered_models SET name = ?, last_updated_time = ? WHERE workspace = ? AND name = ?",
                        newName,
                        now,
                        WORKSPACE,
                        name));
            } catch (SQLException e) {
                if (session.dialect().isUniqueViolation(e)) {
                    throw ApiException.alreadyExists("Registered Model (name=%s) already exists.".formatted(newName));
                }
                throw e;
            }
            session.update(Sql.of(
                    "UPDATE model_versions SET last_updated_time = ? WHERE workspace = ? AND name = ?",
                    now,
                    WORKSPACE,
                    newName));
            return RegisteredModelRows.find(session, newName);
        });
    }

    /** Deletes the model with all its versions. */
    void delete(String name) {
        database.write(session -> {
            RegisteredModelRows.requireExists(session, name);
            for (String table : List.of(
                    "model_version_tags",
                    "model_versions",
                    "registered_model_tags",
                    "registered_model_aliases",
                    "registered_models")) {
                session.update(Sql.of("DELETE FROM " + table + " WHERE workspace = ? AND name = ?", WORKSPACE, name));
            }
            return name;
        });
    }

    Page<RegisteredModel> search(@Nullable String filter, List<String> orderBy, int limit, @Nullable String pageToken) {
        PageQuery query = RegisteredModelSearch.query(database.dialect(), WORKSPACE, filter, orderBy, limit, pageToken);
        return database.read(session -> {
            Page<RegisteredModel> page = query.page(session, RegisteredModelRows.COLUMNS, RegisteredModelRows::bare);
            return new Page<>(
                    RegisteredModelRows.withChildren(session, page.items(), ModelVersionRows.BY_STAGE),
                    page.nextToken());
        });
    }

    /** The highest version of each of these stages with its aliases; of all stages where none is named. */
    List<ModelVersion> latestVersions(String name, List<String> stages) {
        Set<Stage> wanted = EnumSet.noneOf(Stage.class);
        stages.forEach(stage -> wanted.add(Stage.of(stage)));
        Set<Stage> shown = wanted.isEmpty() ? EnumSet.allOf(Stage.class) : wanted;
        return database.read(session -> {
            RegisteredModelRows.requireExists(session, name);
            List<ModelVersion> latest = new ArrayList<>();
            for (ModelVersion version : ModelVersionRows.latest(session, List.of(name), ModelVersionRows.BY_LOWEST)) {
                String stage = version.currentStage();
                if (stage != null && shown.contains(Stage.of(stage))) {
                    latest.add(version);
                }
            }
            return ModelVersionRows.withAliases(session, latest);
        });
    }

    void setTag(String name, String key, String value) {
        database.write(session -> {
            RegisteredModelRows.requireExists(session, name);
            putTag(session, name, key, value);
            return key;
        });
    }

    /** Deletes a tag; one that is not there is deleted already. */
    void deleteTag(String name, String key) {
        database.write(session -> {
            RegisteredModelRows.requireExists(session, name);
            return session.update(Sql.of(
                    "DELETE FROM registered_model_tags WHERE workspace = ? AND name = ? AND \"key\" = ?",
                    WORKSPACE,
                    name,
                    key));
        });
    }

    /** Lets an alias stand for a version; an alias that stood for another moves. */
    void setAlias(String name, String alias, long version) {
        database.write(session -> {
            ModelVersionRows.find(session, name, version);
            return session.update(Sql.of(
                    session.dialect()
                            .insertOrUpdate(
                                    "INTO registered_model_aliases (alias, version, name, workspace) VALUES (?, ?, ?, ?)",
                                    "workspace, name, alias",
                                    "version"),
                    alias,
                    version,
                    name,
                    WORKSPACE));
        });
    }

    /** Deletes an alias; one that is not there is deleted already. */
    void deleteAlias(String name, String alias) {
        database.write(session -> {
            RegisteredModelRows.requireExists(session, name);
            return session.update(Sql.of(
                    "DELETE FROM registered_model_aliases WHERE workspace = ? AND name = ? AND alias = ?",
                    WORKSPACE,
                    name,
                    alias));
        });
    }

    /** The version that an alias stands for; {@code latest} stands for the highest. */
    ModelVersion byAlias(String name, String alias) {
        return database.read(session -> byAlias(session, name, alias));
    }

    static ModelVersion byAlias(Session session, String name, String alias) throws SQLException {
        RegisteredModelRows.requireExists(session, name);
        if (alias.equalsIgnoreCase("latest")) {
            return highest(session, name, null);
        }
        Long version = session.queryOne(Sql.of("""
                        SELECT version FROM registered_model_aliases
                        WHERE workspace = ? AND name = ? AND alias = ?""", WORKSPACE, name, alias), row -> row.getLong(1));
        if (version == null) {
            throw ApiException.invalid("Registered model alias %s not found.".formatted(alias));
        }
        return ModelVersionRows.find(session, name, version);
    }

    /** The highest version of a model, in one stage or in any, with its aliases. */
    static ModelVersion highest(Session session, String name, @Nullable Stage stage) throws SQLException {
        ModelVersion highest = ModelVersionRows.latest(session, List.of(name), ModelVersionRows.BY_LOWEST).stream()
                .filter(version -> stage == null || stage.text().equals(version.currentStage()))
                .max(Comparator.comparingLong(version -> Long.parseLong(Texts.orEmpty(version.version()))))
                .orElseThrow(() -> ApiException.notFound("Latest version not found for model %s.".formatted(name)));
        return ModelVersionRows.withAliases(session, List.of(highest)).getFirst();
    }

    private static void putTag(Session session, String name, String key, String value) throws SQLException {
        session.update(Sql.of(
                session.dialect()
                        .insertOrUpdate(
                                "INTO registered_model_tags (\"key\", value, name, workspace) VALUES (?, ?, ?, ?)",
                                "workspace, \"key\", name",
                                "value"),
                key,
                value,
                name,
                WORKSPACE));
    }

    private static ApiException nameTaken(Session session, String name, boolean prompt) throws SQLException {
        boolean takenByPrompt = Prompts.isPrompt(RegisteredModelRows.tag(session, name, Prompts.TAG));
        String made = prompt ? "Prompt" : "Registered Model";
        if (takenByPrompt == prompt) {
            return ApiException.alreadyExists("%s (name=%s) already exists.".formatted(made, name));
        }
        return ApiException.alreadyExists(
                "Tried to create a %s with name '%s', but the name is already taken by a %s. MLflow does not allow creating a model and a prompt with the same name."
                        .formatted(
                                prompt ? "prompt" : "registered model",
                                name,
                                takenByPrompt ? "prompt" : "registered model"));
    }
}
