package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Sql;
import org.jspecify.annotations.Nullable;

/** Reads the roots of artifacts from the tracking database, one row each. */
public final class ArtifactRootStore implements ArtifactRoots {

    private final Database database;

    public ArtifactRootStore(Database database) {
        this.database = database;
    }

    @Override
    public String ofRun(@Nullable String runId) {
        return root(
                Sql.of("SELECT artifact_uri FROM runs WHERE run_uuid = ?", runId),
                "Run with id=%s not found".formatted(runId == null ? "None" : runId));
    }

    @Override
    public String ofLoggedModel(String modelId) {
        return root(
                Sql.of(
                        "SELECT artifact_location FROM logged_models WHERE model_id = ? AND lifecycle_stage <> 'deleted'",
                        modelId),
                "Logged model with ID '%s' not found.".formatted(modelId));
    }

    @Override
    public String ofModelVersion(@Nullable String name, @Nullable String version) {
        if (name == null || name.isEmpty()) {
            throw ApiException.invalid("Missing value for required parameter 'name'.");
        }
        return root(
                Sql.of("""
                        SELECT COALESCE(NULLIF(storage_location, ''), source) FROM model_versions
                        WHERE name = ? AND version = ? AND current_stage <> 'Deleted_Internal'""", name, number(version)),
                "Model Version (name=%s, version=%s) not found".formatted(name, version));
    }

    private static long number(@Nullable String version) {
        String digits = version == null ? "None" : version;
        try {
            return Long.parseLong(digits.strip());
        } catch (NumberFormatException e) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Parameter 'version' must be an integer, got '%s'.".formatted(digits),
                    e);
        }
    }

    private String root(Sql sql, String absent) {
        return database.read(session -> {
            String root = session.queryOne(sql, row -> row.getString(1));
            if (root == null) {
                throw ApiException.notFound(absent);
            }
            return root;
        });
    }
}
