package dev.millrace.server.registry;

import static dev.millrace.server.tracking.Texts.orEmpty;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.ModelVersionStatus;
import dev.millrace.api.model.ModelVersionTag;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads model versions with their tags, and where asked for their aliases, in one query each for a whole list. */
final class ModelVersionRows {
    /** The only workspace, until there are more. */
    static final String WORKSPACE = "default";

    static final String COLUMNS =
            "v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage,"
                    + " v.source, v.run_id, v.status, v.status_message, v.run_link";

    private record Key(@Nullable String name, @Nullable String version) {
        static Key of(ModelVersion version) {
            return new Key(version.name(), version.version());
        }
    }

    private ModelVersionRows() {}

    /** The version with tags and aliases, unless it is deleted. */
    static ModelVersion find(Session session, String name, long version) throws SQLException {
        ModelVersion found = session.queryOne(
                Sql.of("SELECT " + COLUMNS + " FROM model_versions v WHERE ")
                        .plus(RegisteredModelRows.named(session, "v.", name))
                        .plus(Sql.of(" AND v.version = ? AND v.current_stage <> ?", version, Stage.DELETED)),
                ModelVersionRows::bare);
        if (found == null) {
            throw ApiException.notFound("Model Version (name=%s, version=%d) not found".formatted(name, version));
        }
        return withAliases(session, withTags(session, List.of(found))).getFirst();
    }

    /** The order of a model's latest versions where the model is asked for by name: by the lowest version of each stage. */
    static final String BY_LOWEST = "s.lowest";

    /** Their order where models are searched. */
    static final String BY_STAGE = "v.current_stage";

    /**
     * The highest version of each stage of each of these models.
     *
     * @param order of the versions of a model, {@link #BY_LOWEST} or {@link #BY_STAGE}
     */
    static List<ModelVersion> latest(Session session, List<String> names, String order) throws SQLException {
        List<ModelVersion> latest = session.query(
                Sql.builder()
                        .append(
                                "SELECT " + COLUMNS
                                        + " FROM model_versions v JOIN (SELECT g.name, MIN(g.version) AS"
                                        + " lowest, MAX(g.version) AS highest FROM model_versions g WHERE g.workspace = ?"
                                        + " AND g.current_stage <> ? AND ",
                                WORKSPACE,
                                Stage.DELETED)
                        .append(session.dialect().in("g.name", names))
                        .append(
                                " GROUP BY g.name, g.current_stage) s ON v.name = s.name AND v.version = s.highest"
                                        + " WHERE v.workspace = ? ORDER BY v.name, " + order,
                                WORKSPACE)
                        .build(),
                ModelVersionRows::bare);
        return withTags(session, latest);
    }

    /** A version without tags and aliases. */
    static ModelVersion bare(ResultSet row) throws SQLException {
        String message = row.getString(11);
        return ModelVersion.builder()
                .name(row.getString(1))
                .version(Long.toString(row.getLong(2)))
                .creationTimestamp(number(row, 3))
                .lastUpdatedTimestamp(number(row, 4))
                .description(row.getString(5))
                .userId(row.getString(6))
                .currentStage(row.getString(7))
                .source(row.getString(8))
                .runId(row.getString(9))
                .status(status(row.getString(10)))
                .statusMessage(message == null || message.isEmpty() ? null : message)
                .runLink(row.getString(12))
                .build();
    }

    /** The same versions with their tags. */
    static List<ModelVersion> withTags(Session session, List<ModelVersion> versions) throws SQLException {
        Map<Key, List<ModelVersionTag>> tags = new HashMap<>();
        List<String> names = versions.stream()
                .map(version -> orEmpty(version.name()))
                .distinct()
                .toList();
        // Without an order the index on (workspace, name, version) gives each version's tags as they were set.
        session.forEach(
                Sql.of(
                                "SELECT t.name, t.version, t.\"key\", t.value FROM model_version_tags t WHERE t.workspace = ? AND ",
                                WORKSPACE)
                        .plus(session.dialect().in("t.name", names)),
                row -> tags.computeIfAbsent(
                                new Key(row.getString(1), Long.toString(row.getLong(2))), key -> new ArrayList<>())
                        .add(new ModelVersionTag(row.getString(3), orEmpty(row.getString(4)))));
        return versions.stream()
                .map(version -> copy(version, tags.getOrDefault(Key.of(version), List.of()), version.aliases()))
                .toList();
    }

    /** The same versions with their aliases. */
    static List<ModelVersion> withAliases(Session session, List<ModelVersion> versions) throws SQLException {
        Map<Key, List<String>> aliases = new HashMap<>();
        List<String> names = versions.stream()
                .map(version -> orEmpty(version.name()))
                .distinct()
                .toList();
        session.forEach(
                Sql.of("SELECT name, version, alias FROM registered_model_aliases WHERE workspace = ? AND ", WORKSPACE)
                        .plus(session.dialect().in("name", names))
                        .plus(Sql.of(" ORDER BY alias")),
                row -> aliases.computeIfAbsent(
                                new Key(row.getString(1), Long.toString(row.getLong(2))), key -> new ArrayList<>())
                        .add(row.getString(3)));
        return versions.stream()
                .map(version -> copy(version, version.tags(), aliases.getOrDefault(Key.of(version), List.of())))
                .toList();
    }

    private static ModelVersion copy(ModelVersion version, List<ModelVersionTag> tags, List<String> aliases) {
        return new ModelVersion(
                version.name(),
                version.version(),
                version.creationTimestamp(),
                version.lastUpdatedTimestamp(),
                version.userId(),
                version.currentStage(),
                version.description(),
                version.source(),
                version.runId(),
                version.status(),
                version.statusMessage(),
                tags,
                version.runLink(),
                aliases,
                version.modelId(),
                version.modelParams(),
                version.modelMetrics(),
                version.deploymentJobState());
    }

    private static ModelVersionStatus status(@Nullable String text) {
        ModelVersionStatus status = text == null ? null : ModelVersionStatus.of(text);
        return status == null ? ModelVersionStatus.READY : status;
    }

    static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
