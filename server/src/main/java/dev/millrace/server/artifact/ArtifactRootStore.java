package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Sql;
import org.jspecify.annotations.Nullable;

/** Reads the roots of artifacts from the tracking database, one row each. */
public final class ArtifactRootStore implements ArtifactRoots {

    private final Database database;
    private final VersionRoots versions;

    /** @param versions knows the roots of the registry's versions */
    public ArtifactRootStore(Database database, VersionRoots versions) {
        this.database = database;
        this.versions = versions;
    }

    /** The registry's part of this. */
    @FunctionalInterface
    public interface VersionRoots {
        /** @throws ApiException as {@link ArtifactRoots#ofModelVersion} */
        String root(String name, String version);
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
        return versions.root(name, version == null ? "None" : version);
    }

    private String root(Sql sql, String absent) {
        // A client sends files to a run as soon as it is made.
        return database.readLatest(session -> {
            String root = session.queryOne(sql, row -> row.getString(1));
            if (root == null) {
                throw ApiException.notFound(absent);
            }
            return root;
        });
    }
}
