package dev.millrace.server.registry;

import static dev.millrace.server.registry.ModelVersionRows.WORKSPACE;
import static dev.millrace.server.tracking.Texts.orEmpty;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.CreateModelVersion;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.ModelVersionTag;
import dev.millrace.server.search.ModelVersionSearch;
import dev.millrace.server.search.Page;
import dev.millrace.server.search.PageQuery;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Model versions and their tags. */
public final class ModelVersionStore {
    private final Database database;
    private final Clock clock;

    public ModelVersionStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Makes the next version of a model; deleted versions keep their numbers. If the request names a logged model, the
     * model learns of its version by the tag {@code mlflow.modelVersions}.
     *
     * @param name the checked name of the model
     */
    ModelVersion create(String name, CreateModelVersion request) {
        Map<String, String> tags = new LinkedHashMap<>();
        request.tags().forEach(tag -> tags.put(orEmpty(tag.key()), orEmpty(tag.value())));
        boolean prompt = Prompts.isPrompt(tags.get(Prompts.TAG));
        // Before the write: others must not wait while texts are taken apart and files are looked at.
        Origin origin = prompt ? Origin.ofPrompt(request) : database.readLatest(session -> Origin.of(session, request));
        return database.write(session -> {
            RegisteredModelRows.lock(session, name);
            long version = nextVersion(session, name);
            long now = clock.millis();
            session.update(Sql.of(
                    """
                    INSERT INTO model_versions (name, version, creation_time, last_updated_time, description,
                        current_stage, source, run_id, status, run_link, storage_location, workspace)
                    VALUES (?, ?, ?, ?, ?, 'None', ?, ?, 'READY', ?, ?, ?)""",
                    name,
                    version,
                    now,
                    now,
                    orEmpty(request.description()),
                    origin.source(),
                    origin.runId(),
                    orEmpty(request.runLink()),
                    origin.storageLocation(),
                    WORKSPACE));
            touchModel(session, name, now);
            for (Map.Entry<String, String> tag : tags.entrySet()) {
                putTag(session, name, version, tag.getKey(), tag.getValue());
            }
            if (origin.modelId() instanceof String modelId) {
                ModelVersionsTag.add(session, modelId, name, version);
            }
            return ModelVersionRows.find(session, name, version);
        });
    }

    ModelVersion get(String name, long version) {
        return database.read(session -> ModelVersionRows.find(session, name, version));
    }

    /** Sets the description; null clears it. */
    ModelVersion describe(String name, long version, @Nullable String description) {
        return database.write(session -> {
            ModelVersionRows.find(session, name, version);
            session.update(Sql.of("""
                    UPDATE model_versions SET description = ?, last_updated_time = ?
                    WHERE workspace = ? AND name = ? AND version = ?""", description, clock.millis(), WORKSPACE, name, version));
            return ModelVersionRows.find(session, name, version);
        });
    }

    /**
     * Moves a version to a stage.
     *
     * @param archiveOthers whether the other versions of that stage are archived
     */
    ModelVersion transition(String name, long version, Stage stage, boolean archiveOthers) {
        return database.write(session -> {
            ModelVersionRows.find(session, name, version);
            long now = clock.millis();
            if (archiveOthers) {
                session.update(Sql.of("""
                        UPDATE model_versions SET current_stage = ?, last_updated_time = ?
                        WHERE workspace = ? AND name = ? AND version <> ? AND current_stage = ?""", Stage.ARCHIVED.text(), now, WORKSPACE, name, version, stage.text()));
            }
            session.update(Sql.of("""
                    UPDATE model_versions SET current_stage = ?, last_updated_time = ?
                    WHERE workspace = ? AND name = ? AND version = ?""", stage.text(), now, WORKSPACE, name, version));
            touchModel(session, name, now);
            return ModelVersionRows.find(session, name, version);
        });
    }

    /** Deletes a version: its row stays, emptied of what it was made from, so that its number is never given again. */
    void delete(String name, long version) {
        database.write(session -> {
            ModelVersionRows.find(session, name, version);
            long now = clock.millis();
            session.update(Sql.of("""
                    UPDATE model_versions SET current_stage = ?, last_updated_time = ?, description = NULL,
                        user_id = NULL, source = 'REDACTED-SOURCE-PATH', run_id = 'REDACTED-RUN-ID',
                        run_link = 'REDACTED-RUN-LINK', status_message = NULL
                    WHERE workspace = ? AND name = ? AND version = ?""", Stage.DELETED, now, WORKSPACE, name, version));
            session.update(Sql.of(
                    "DELETE FROM registered_model_aliases WHERE workspace = ? AND name = ? AND version = ?",
                    WORKSPACE,
                    name,
                    version));
            touchModel(session, name, now);
            return version;
        });
    }

    /**
     * Where the artifacts of a version really lie.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE when the version is no number, RESOURCE_DOES_NOT_EXIST when there is none
     */
    public String downloadUri(String name, String version) {
        return downloadUri(name, RegistryLimits.version(version));
    }

    String downloadUri(String name, long version) {
        return database.read(session -> downloadUri(session, name, version));
    }

    static String downloadUri(Session session, String name, long version) throws SQLException {
        ModelVersionRows.find(session, name, version);
        String location = session.queryOne(Sql.of("""
                        SELECT COALESCE(NULLIF(storage_location, ''), source) FROM model_versions
                        WHERE workspace = ? AND name = ? AND version = ?""", WORKSPACE, name, version), row -> orEmpty(row.getString(1)));
        return orEmpty(location);
    }

    /** A page of versions; their aliases are left out, as in the original. */
    Page<ModelVersion> search(@Nullable String filter, List<String> orderBy, int limit, @Nullable String pageToken) {
        PageQuery query = ModelVersionSearch.query(database.dialect(), WORKSPACE, filter, orderBy, limit, pageToken);
        return database.read(session -> {
            Page<ModelVersion> page = query.page(session, ModelVersionRows.COLUMNS, ModelVersionRows::bare);
            return new Page<>(ModelVersionRows.withTags(session, page.items()), page.nextToken());
        });
    }

    void setTag(String name, long version, ModelVersionTag tag) {
        database.write(session -> {
            ModelVersionRows.find(session, name, version);
            putTag(session, name, version, orEmpty(tag.key()), orEmpty(tag.value()));
            return version;
        });
    }

    /** Deletes a tag; one that is not there is deleted already. */
    void deleteTag(String name, long version, String key) {
        database.write(session -> {
            ModelVersionRows.find(session, name, version);
            return session.update(Sql.of(
                    "DELETE FROM model_version_tags WHERE workspace = ? AND name = ? AND version = ? AND \"key\" = ?",
                    WORKSPACE,
                    name,
                    version,
                    key));
        });
    }

    private static long nextVersion(Session session, String name) throws SQLException {
        Long highest = session.queryOne(
                Sql.of(
                        "SELECT COALESCE(MAX(version), 0) FROM model_versions WHERE workspace = ? AND name = ?",
                        WORKSPACE,
                        name),
                row -> row.getLong(1));
        return highest == null ? 1 : highest + 1;
    }

    private static void touchModel(Session session, String name, long now) throws SQLException {
        session.update(Sql.of(
                "UPDATE registered_models SET last_updated_time = ? WHERE workspace = ? AND name = ?",
                now,
                WORKSPACE,
                name));
    }

    private static void putTag(Session session, String name, long version, String key, String value)
            throws SQLException {
        session.update(Sql.of(
                session.dialect()
                        .insertOrUpdate(
                                "INTO model_version_tags (\"key\", value, name, version, workspace) VALUES (?, ?, ?, ?, ?)",
                                "workspace, \"key\", name, version",
                                "value"),
                key,
                value,
                name,
                version,
                WORKSPACE));
    }
}
