package dev.millrace.server;

import dev.millrace.artifacts.StoresConfig;
import dev.millrace.http.AuditConfig;
import dev.millrace.http.HostCheck;
import dev.millrace.http.HttpConfig;
import dev.millrace.http.RateLimitConfig;
import dev.millrace.server.auth.AccessConfig;
import dev.millrace.server.graphql.GraphqlConfig;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseUri;
import dev.millrace.server.webhook.WebhookConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a tracking server runs. Flags, variables and files are turned into one of these by the command line.
 *
 * @param http the address to listen on
 * @param database the backend store
 * @param defaultArtifactRoot the location of artifacts of experiments that name none; {@code mlflow-artifacts:/} where
 *     the server passes artifacts through
 * @param artifactsDestination where the artifacts lie that the server passes through
 * @param serveArtifacts whether it passes artifacts through
 * @param stores what artifact stores beside the local one need
 * @param staticPrefix what stands before all paths: "" or {@code /} and a name
 * @param allowedHosts what the Host header may say; {@code *} allows all
 * @param corsAllowedOrigins origins of web pages that may call the server, beside local ones; {@code *} opens it to all;
 *     null where it neither looks at origins nor says anything about them, which leaves both to a proxy
 * @param frameOptions SAMEORIGIN, DENY or NONE; null for no headers of security at all
 * @param modelVersionSources what has to be found in the source of every new model version; null for no such rule
 * @param ui the folder of a bundle of MLflow's web UI; null for the page of our own
 * @param version Millrace's own version, for that page
 * @param webhooks how webhooks are kept and delivered
 * @param graphql what a GraphQL document may ask for
 * @param access how access is controlled; null where everyone who reaches the server may do everything
 * @param audit where the log of changes goes; null for none
 * @param rateLimit how many requests are taken from one client; null for any number
 */
public record ServerConfig(
        HttpConfig http,
        DatabaseConfig database,
        String defaultArtifactRoot,
        String artifactsDestination,
        boolean serveArtifacts,
        StoresConfig stores,
        String staticPrefix,
        List<String> allowedHosts,
        @Nullable List<String> corsAllowedOrigins,
        @Nullable String frameOptions,
        @Nullable Pattern modelVersionSources,
        @Nullable Path ui,
        String version,
        WebhookConfig webhooks,
        GraphqlConfig graphql,
        @Nullable AccessConfig access,
        @Nullable AuditConfig audit,
        @Nullable RateLimitConfig rateLimit) {

    /** A server on this machine with MLflow's defaults, which passes artifacts of a folder through. */
    public static ServerConfig of(String host, int port, String backendStoreUri, String artifactsDestination) {
        return new ServerConfig(
                HttpConfig.of(host, port),
                DatabaseConfig.of(backendStoreUri),
                "mlflow-artifacts:/",
                artifactsDestination,
                true,
                StoresConfig.NONE,
                "",
                HostCheck.DEFAULT_HOSTS,
                List.of(),
                "SAMEORIGIN",
                null,
                null,
                "0.1.0",
                WebhookConfig.DEFAULT,
                GraphqlConfig.DEFAULT,
                null,
                null,
                null);
    }

    /** How the backend store is opened: with the schema of access where it is the auth database, too. */
    public DatabaseConfig backend() {
        return access != null && DatabaseUri.isSame(access.databaseUri(), database.uri())
                ? database.withAccess()
                : database;
    }

    /** The same on another backend store. */
    public ServerConfig withDatabase(DatabaseConfig database) {
        return changed(copy -> copy.database = database);
    }

    /** The same with or without artifacts passed through. */
    public ServerConfig withServeArtifacts(boolean serveArtifacts) {
        return changed(copy -> copy.serveArtifacts = serveArtifacts);
    }

    /** The same with what artifact stores need. */
    public ServerConfig withStores(StoresConfig stores) {
        return changed(copy -> copy.stores = stores);
    }

    /** The same under a prefix. */
    public ServerConfig withStaticPrefix(String staticPrefix) {
        return changed(copy -> copy.staticPrefix = staticPrefix);
    }

    /** The same with the bundle of a web UI. */
    public ServerConfig withUi(Path ui) {
        return changed(copy -> copy.ui = ui);
    }

    /** The same with other webhooks. */
    public ServerConfig withWebhooks(WebhookConfig webhooks) {
        return changed(copy -> copy.webhooks = webhooks);
    }

    /** The same with access control. */
    public ServerConfig withAccess(AccessConfig access) {
        return changed(copy -> copy.access = access);
    }

    /** The same with a log of changes. */
    public ServerConfig withAudit(AuditConfig audit) {
        return changed(copy -> copy.audit = audit);
    }

    /** The same with a limit to what one client sends. */
    public ServerConfig withRateLimit(RateLimitConfig rateLimit) {
        return changed(copy -> copy.rateLimit = rateLimit);
    }

    private ServerConfig changed(Consumer<Copy> change) {
        var copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** A configuration on its way to another one. */
    private static final class Copy {
        HttpConfig http;
        DatabaseConfig database;
        String defaultArtifactRoot;
        String artifactsDestination;
        boolean serveArtifacts;
        StoresConfig stores;
        String staticPrefix;
        List<String> allowedHosts;

        @Nullable
        List<String> corsAllowedOrigins;

        @Nullable
        String frameOptions;

        @Nullable
        Pattern modelVersionSources;

        @Nullable
        Path ui;

        String version;
        WebhookConfig webhooks;
        GraphqlConfig graphql;

        @Nullable
        AccessConfig access;

        @Nullable
        AuditConfig audit;

        @Nullable
        RateLimitConfig rateLimit;

        Copy(ServerConfig config) {
            http = config.http;
            database = config.database;
            defaultArtifactRoot = config.defaultArtifactRoot;
            artifactsDestination = config.artifactsDestination;
            serveArtifacts = config.serveArtifacts;
            stores = config.stores;
            staticPrefix = config.staticPrefix;
            allowedHosts = config.allowedHosts;
            corsAllowedOrigins = config.corsAllowedOrigins;
            frameOptions = config.frameOptions;
            modelVersionSources = config.modelVersionSources;
            ui = config.ui;
            version = config.version;
            webhooks = config.webhooks;
            graphql = config.graphql;
            access = config.access;
            audit = config.audit;
            rateLimit = config.rateLimit;
        }

        ServerConfig config() {
            return new ServerConfig(
                    http,
                    database,
                    defaultArtifactRoot,
                    artifactsDestination,
                    serveArtifacts,
                    stores,
                    staticPrefix,
                    allowedHosts,
                    corsAllowedOrigins,
                    frameOptions,
                    modelVersionSources,
                    ui,
                    version,
                    webhooks,
                    graphql,
                    access,
                    audit,
                    rateLimit);
        }
    }
}
