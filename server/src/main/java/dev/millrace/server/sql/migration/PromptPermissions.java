package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;

/**
 * Revision f1a2b3c4d5e6 of users and permissions: what was granted on a registered model that is a prompt is granted on a
 * prompt. Only the registry knows which are, so nothing is done where it is in another database.
 */
final class PromptPermissions implements DataStep {
    private static final Sql PROMOTE = Sql.of("""
            UPDATE role_permissions SET resource_type = 'prompt'
            WHERE resource_type = 'registered_model' AND resource_pattern <> '*' AND EXISTS (
                SELECT 1 FROM roles JOIN registered_model_tags AS tag ON tag.workspace = roles.workspace
                WHERE roles.id = role_permissions.role_id AND tag.name = role_permissions.resource_pattern
                AND tag.key = 'mlflow.prompt.is_prompt' AND LOWER(tag.value) = 'true')""");

    @Override
    public String description() {
        return "Where the registry is in the same database, permissions on models that are prompts become such on prompts.";
    }

    @Override
    public boolean standsAlone() {
        return true;
    }

    @Override
    public void run(Session session, Progress progress) throws SQLException {
        if (session.query(session.dialect().tableNames(), row -> row.getString(1))
                .contains("registered_model_tags")) {
            session.update(PROMOTE);
        }
    }
}
