package dev.millrace.server.webhook;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.Webhook;
import dev.millrace.api.model.WebhookEvent;
import dev.millrace.api.model.WebhookStatus;
import dev.millrace.server.registry.Prompts;
import dev.millrace.server.search.Page;
import dev.millrace.server.search.PageQuery;
import dev.millrace.server.search.WebhookSearch;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps webhooks in MLflow's tables. Secrets are encrypted, and are handed out to deliveries only. */
final class WebhookStore {
    private static final String WORKSPACE = "default";
    private static final String COLUMNS =
            "w.webhook_id, w.name, w.description, w.url, w.status, w.creation_timestamp, w.last_updated_timestamp";
    private static final String EXISTING = "w.workspace = ? AND w.deleted_timestamp IS NULL";

    private static final Logger log = LoggerFactory.getLogger(WebhookStore.class);

    private final Database database;
    private final Clock clock;
    private @Nullable Fernet fernet;

    WebhookStore(Database database, WebhookConfig config, Clock clock) {
        this.database = database;
        this.clock = clock;
        if (config.encryptionKey() != null) {
            this.fernet = Fernet.of(config.encryptionKey(), clock);
        }
    }

    /** A key by chance is made when it is first needed, as few servers need one. */
    private synchronized Fernet fernet() {
        if (fernet == null) {
            log.warn("MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY is not set. The secrets of webhooks cannot be read by other"
                    + " servers, nor by this one after it was started again; what has such a secret is not sent then.");
            fernet = Fernet.ofRandomKey(clock);
        }
        return fernet;
    }

    /** What a delivery needs of a webhook. */
    record Target(String id, String url, @Nullable String encryptedSecret) {
        /** Without the secret and the address, which may hold one, too. */
        @Override
        public String toString() {
            return "webhook " + id;
        }
    }

    /** What an update changes; null leaves a field as it is, an empty secret takes it away. */
    record Change(
            @Nullable String name,
            @Nullable String description,
            @Nullable String url,
            @Nullable Set<Topic> topics,
            @Nullable String secret,
            @Nullable WebhookStatus status) {}

    Webhook create(
            String name,
            String url,
            Set<Topic> topics,
            @Nullable String description,
            @Nullable String secret,
            WebhookStatus status) {
        String id = UUID.randomUUID().toString();
        return database.write(session -> {
            long now = clock.millis();
            session.update(
                    Sql.of("""
                    INSERT INTO webhooks (webhook_id, name, description, url, status, secret, creation_timestamp,
                    last_updated_timestamp, workspace) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""", id, name, description, url, status.name(), encrypted(secret), now, now, WORKSPACE));
            putTopics(session, id, topics);
            return find(session, id);
        });
    }

    Webhook get(String id) {
        return database.read(session -> find(session, id));
    }

    Page<Webhook> list(int limit, @Nullable String pageToken) {
        PageQuery query = WebhookSearch.query(database.dialect(), WORKSPACE, limit, pageToken);
        return database.read(session -> {
            Page<Webhook> page = query.page(session, COLUMNS, WebhookStore::bare);
            return new Page<>(withEvents(session, page.items()), page.nextToken());
        });
    }

    Webhook update(String id, Change change) {
        return database.write(session -> {
            find(session, id);
            Sql.Builder sql = Sql.builder().append("UPDATE webhooks SET last_updated_timestamp = ?", clock.millis());
            set(sql, "name", change.name);
            set(sql, "description", change.description);
            set(sql, "url", change.url);
            set(sql, "status", change.status == null ? null : change.status.name());
            if (change.secret != null) {
                sql.append(", secret = ?", encrypted(change.secret));
            }
            session.update(sql.append(" WHERE webhook_id = ?", id).build());
            if (change.topics != null) {
                session.update(Sql.of("DELETE FROM webhook_events WHERE webhook_id = ?", id));
                putTopics(session, id, change.topics);
            }
            return find(session, id);
        });
    }

    /** Marks it as deleted, as the original does. */
    void delete(String id) {
        database.write(session -> {
            find(session, id);
            long now = clock.millis();
            return session.update(Sql.of(
                    "UPDATE webhooks SET deleted_timestamp = ?, last_updated_timestamp = ? WHERE webhook_id = ?",
                    now,
                    now,
                    id));
        });
    }

    /** Where to send a test. */
    Target target(String id) {
        return database.read(session -> {
            Target target = session.queryOne(
                    Sql.of(
                            "SELECT w.webhook_id, w.url, w.secret FROM webhooks w WHERE w.webhook_id = ? AND "
                                    + EXISTING,
                            id,
                            WORKSPACE),
                    WebhookStore::target);
            if (target == null) {
                throw notFound(id);
            }
            return target;
        });
    }

    /** Where news of this topic go. */
    List<Target> subscribers(Topic topic) {
        return database.read(session -> session.query(
                Sql.of(
                        "SELECT w.webhook_id, w.url, w.secret FROM webhook_events e"
                                + " JOIN webhooks w ON w.webhook_id = e.webhook_id"
                                + " WHERE e.entity = ? AND e.action = ? AND w.status = 'ACTIVE' AND " + EXISTING
                                + " ORDER BY w.creation_timestamp, w.webhook_id",
                        topic.entityName(),
                        topic.actionName(),
                        WORKSPACE),
                WebhookStore::target));
    }

    /** Whether a registered model is a prompt. */
    boolean isPrompt(String model) {
        return database.read(session -> Prompts.isPrompt(session, model));
    }

    /**
     * The secret of a webhook; null where it has none.
     *
     * @throws ApiException where it was encrypted with another key
     */
    @Nullable
    String secret(Target target) {
        if (target.encryptedSecret == null) {
            return null;
        }
        String secret = fernet().decrypt(target.encryptedSecret)
                .orElseThrow(() -> ApiException.invalid(
                        "its secret cannot be read with this server's MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY"));
        return secret.isEmpty() ? null : secret;
    }

    private @Nullable String encrypted(@Nullable String secret) {
        return secret == null || secret.isEmpty() ? null : fernet().encrypt(secret);
    }

    private static void set(Sql.Builder sql, String column, @Nullable String value) {
        if (value != null) {
            sql.append(", " + column + " = ?", value);
        }
    }

    private static void putTopics(Session session, String id, Set<Topic> topics) throws SQLException {
        for (Topic topic : topics) {
            session.update(Sql.of(
                    "INSERT INTO webhook_events (webhook_id, entity, action) VALUES (?, ?, ?)",
                    id,
                    topic.entityName(),
                    topic.actionName()));
        }
    }

    private static Webhook find(Session session, String id) throws SQLException {
        Webhook found = session.queryOne(
                Sql.of("SELECT " + COLUMNS + " FROM webhooks w WHERE w.webhook_id = ? AND " + EXISTING, id, WORKSPACE),
                WebhookStore::bare);
        if (found == null) {
            throw notFound(id);
        }
        return withEvents(session, List.of(found)).getFirst();
    }

    private static ApiException notFound(String id) {
        return ApiException.notFound("Webhook with ID %s not found.".formatted(id));
    }

    private static List<Webhook> withEvents(Session session, List<Webhook> webhooks) throws SQLException {
        if (webhooks.isEmpty()) {
            return webhooks;
        }
        List<List<WebhookEvent>> events = new ArrayList<>();
        webhooks.forEach(webhook -> events.add(new ArrayList<>()));
        Sql listed = session.dialect()
                .listed(
                        "webhooks",
                        "webhook_id",
                        webhooks.stream()
                                .map(webhook -> String.valueOf(webhook.webhookId()))
                                .toList());
        session.forEach(
                Sql.of("SELECT listed.place, e.entity, e.action FROM ")
                        .plus(listed)
                        .plus(Sql.of(" CROSS JOIN webhook_events e WHERE e.webhook_id = listed.text"
                                + " ORDER BY listed.place, e.entity, e.action")),
                row -> {
                    Topic topic = Topic.stored(row.getString(2), row.getString(3));
                    if (topic != null) {
                        events.get(row.getInt(1)).add(new WebhookEvent(topic.entity(), topic.action()));
                    }
                });
        List<Webhook> whole = new ArrayList<>();
        for (int i = 0; i < webhooks.size(); i++) {
            Webhook webhook = webhooks.get(i);
            whole.add(new Webhook(
                    webhook.webhookId(),
                    webhook.name(),
                    webhook.description(),
                    webhook.url(),
                    events.get(i),
                    webhook.status(),
                    webhook.creationTimestamp(),
                    webhook.lastUpdatedTimestamp()));
        }
        return whole;
    }

    private static Webhook bare(ResultSet row) throws SQLException {
        return new Webhook(
                row.getString(1),
                row.getString(2),
                "".equals(row.getString(3)) ? null : row.getString(3),
                row.getString(4),
                List.of(),
                WebhookStatus.of(row.getString(5)),
                row.getLong(6),
                row.getLong(7));
    }

    private static Target target(ResultSet row) throws SQLException {
        return new Target(row.getString(1), row.getString(2), row.getString(3));
    }
}
