package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.http.AuditConfig;
import dev.millrace.http.HostCheck;
import dev.millrace.http.RateLimitConfig;
import dev.millrace.http.StaticPrefix;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.auth.AccessConfig;
import dev.millrace.server.graphql.GraphqlConfig;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseUri;
import dev.millrace.server.sql.PoolConfig;
import dev.millrace.server.webhook.WebhookConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The options of {@code server}: every flag of {@code mlflow server}, by MLflow's names, variables and defaults. */
final class ServerOptions {
    static final Option BACKEND_STORE_URI = Option.value(
                    "--backend-store-uri",
                    "URI",
                    "The database of experiments, runs and the registry: an SQLite file, or a PostgreSQL, MariaDB, MySQL or SQL Server.")
            .environment("MLFLOW_BACKEND_STORE_URI")
            .fallback("sqlite:///mlflow.db");
    static final Option READ_REPLICA = Option.value(
                    "--read-replica-backend-store-uri",
                    "URI",
                    "A replica of the database, on a server, that all reads go to; what was written a moment ago may not"
                            + " be there yet.")
            .environment("MLFLOW_READ_REPLICA_BACKEND_STORE_URI");
    static final Option POOL_SIZE = Option.value(
                    "--database-pool-size",
                    "N",
                    "Connections to a database server that are kept, for reading and for writing each.")
            .environment("MLFLOW_SQLALCHEMYSTORE_POOL_SIZE")
            .fallback("5");
    static final Option POOL_OVERFLOW = Option.value(
                    "--database-pool-overflow",
                    "N",
                    "How many more of them there may be under load; -1 for any number.")
            .environment("MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW")
            .fallback("10");
    static final Option POOL_RECYCLE = Option.value(
                    "--database-pool-recycle",
                    "SECONDS",
                    "The age at which a connection is replaced, for servers and firewalls that drop old ones; -1 for"
                            + " never.")
            .environment("MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE")
            .fallback("-1");
    static final Option POOL_CLASS = Option.value(
                    "--database-pool-class",
                    "NAME",
                    "QueuePool keeps connections for the next transaction, NullPool opens one for each, for a pooler in"
                            + " front of the database.")
            .choices("QueuePool", "NullPool")
            .environment("MLFLOW_SQLALCHEMYSTORE_POOLCLASS")
            .fallback("QueuePool");
    static final Option MYSQL_SSL_CA = Option.value(
                    "--mysql-ssl-ca",
                    "FILE",
                    "The certificates by which a MariaDB or MySQL server is known; with them the connection is encrypted.")
            .environment(PoolConfig.MYSQL_SSL_CA_VARIABLE);
    static final Option REGISTRY_STORE_URI = Option.value(
                    "--registry-store-uri",
                    "URI",
                    "Only the URI of the backend store is accepted: experiments and registry share a database.")
            .environment("MLFLOW_REGISTRY_STORE_URI");
    static final Option DEFAULT_ARTIFACT_ROOT = Option.value(
                    "--default-artifact-root",
                    "URI",
                    "Where new experiments keep their artifacts; mlflow-artifacts:/ when this server stores them,"
                            + " otherwise ./mlruns.")
            .environment("MLFLOW_DEFAULT_ARTIFACT_ROOT");
    static final Option SERVE_ARTIFACTS = Option.flag(
                    "--serve-artifacts", "Whether clients reach artifacts through this server.")
            .negation("--no-serve-artifacts")
            .environment("MLFLOW_SERVE_ARTIFACTS");
    static final Option ARTIFACTS_ONLY = Option.flag(
                    "--artifacts-only", "Serve artifacts and nothing else, without a database; tracking answers 503.")
            .environment("MLFLOW_ARTIFACTS_ONLY");
    static final Option ARTIFACTS_DESTINATION = Option.value(
                    "--artifacts-destination", "URI", "Where this server stores artifacts that it serves.")
            .environment("MLFLOW_ARTIFACTS_DESTINATION")
            .fallback("./mlartifacts");
    static final Option STATIC_PREFIX = Option.value(
                    "--static-prefix",
                    "PATH",
                    "A prefix of all paths but /metrics and files of /api/2.0/mlflow-artifacts; begins with / and does not end so.")
            .environment("MLFLOW_STATIC_PREFIX", "_MLFLOW_STATIC_PREFIX");
    static final Option ALLOWED_HOSTS = Option.value(
                    "--allowed-hosts",
                    "LIST",
                    "Host headers that are accepted, comma-separated, with * as wildcard; replaces the default of"
                            + " localhost and private addresses.")
            .environment("MLFLOW_SERVER_ALLOWED_HOSTS");
    static final Option CORS_ALLOWED_ORIGINS = Option.value(
                    "--cors-allowed-origins",
                    "LIST",
                    "Origins whose pages may call this server, comma-separated; * for all.")
            .environment("MLFLOW_SERVER_CORS_ALLOWED_ORIGINS");
    static final Option DISABLE_SECURITY = Option.flag(
                    "--disable-security-middleware",
                    "Accept every Host and Origin, and let every page frame this server's. Only behind a proxy that checks.")
            .environment("MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE");
    static final Option X_FRAME_OPTIONS = Option.value(
                    "--x-frame-options", "VALUE", "Whether other pages may frame this server's.")
            .choices("SAMEORIGIN", "DENY", "NONE")
            .environment("MLFLOW_SERVER_X_FRAME_OPTIONS")
            .fallback("SAMEORIGIN");
    static final Option MODEL_VERSION_SOURCES = Option.value(
                    "--model-version-source-regex",
                    "REGEX",
                    "What has to be found in the source of every new model version; without it every source that the"
                            + " run or model owns is accepted.")
            .environment("MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX");
    static final Option WORKERS = Option.value(
                    "--workers",
                    "N",
                    "Requests that may read an SQLite database at the same time. There is one process with a thread per"
                            + " request, so this is all that is left of MLflow's worker processes.")
            .shortName("-w")
            .environment("MLFLOW_WORKERS")
            .fallback("8");
    static final Option APP_NAME = Option.value(
                    "--app-name",
                    "NAME",
                    "basic-auth: users with passwords and permissions, in MLflow's own auth database; the file that"
                            + " MLFLOW_AUTH_CONFIG_PATH names configures it.")
            .choices("basic-auth");
    static final Option AUDIT_LOG = Option.value(
                    "--audit-log",
                    "FILE",
                    "Append a line of JSON to this file for each request that would change something, with user, address,"
                            + " route and status; - for standard output.")
            .environment("MILLRACE_AUDIT_LOG");
    static final Option RATE_LIMIT = Option.value(
                    "--rate-limit",
                    "N",
                    "Requests a second that are taken from each user, or from each address where there are no users; more"
                            + " are answered with 429. No limit when left out.")
            .environment("MILLRACE_RATE_LIMIT");
    static final Option RATE_LIMIT_BURST = Option.value(
                    "--rate-limit-burst",
                    "N",
                    "How many of them may come at once after a pause; ten seconds' worth when left out.")
            .environment("MILLRACE_RATE_LIMIT_BURST");
    static final Option EXPOSE_PROMETHEUS = Option.value(
                    "--expose-prometheus",
                    "FOLDER",
                    "Accepted for scripts: /metrics is always there and needs no folder.")
            .environment("MLFLOW_EXPOSE_PROMETHEUS");

    private ServerOptions() {}

    private static final List<String> ALL = List.of("*");
    private static final int MOST_READERS = 256;
    private static final int MOST_CONNECTIONS = 1000;
    private static final int SECONDS_AT_ONCE = 10;
    private static final String NO_CLIENT_CERTIFICATE =
            "a client's own certificate is not supported for MariaDB and MySQL; sign in by password";
    private static final String OTHER_SERVER =
            "Millrace has an HTTP server of its own; leave this out (TLS: --ssl-certfile)";
    private static final String ONE_WORKSPACE = "there is one workspace; leave this out";
    private static final String NO_SECRETS = "there is no gateway whose secrets it would cache; leave this out";

    static final Syntax SYNTAX = Syntax.of(
            "server",
            "Start the tracking server.",
            "Takes the flags and variables of `mlflow server`. Stops on Ctrl-C or SIGTERM after finishing the"
                    + " requests that it has begun.",
            List.of(
                    BACKEND_STORE_URI,
                    REGISTRY_STORE_URI,
                    READ_REPLICA,
                    POOL_SIZE,
                    POOL_OVERFLOW,
                    POOL_RECYCLE,
                    POOL_CLASS,
                    MYSQL_SSL_CA,
                    DEFAULT_ARTIFACT_ROOT,
                    SERVE_ARTIFACTS,
                    ARTIFACTS_ONLY,
                    ARTIFACTS_DESTINATION,
                    ListenOptions.HOST,
                    ListenOptions.PORT,
                    STATIC_PREFIX,
                    ALLOWED_HOSTS,
                    CORS_ALLOWED_ORIGINS,
                    DISABLE_SECURITY,
                    X_FRAME_OPTIONS,
                    UiOption.UI,
                    TlsOptions.CERTFILE,
                    TlsOptions.KEYFILE,
                    MODEL_VERSION_SOURCES,
                    WORKERS,
                    EXPOSE_PROMETHEUS,
                    APP_NAME,
                    AUDIT_LOG,
                    RATE_LIMIT,
                    RATE_LIMIT_BURST,
                    LogOptions.LEVEL,
                    LogOptions.FORMAT,
                    Option.refused("--mysql-ssl-cert", "FILE", NO_CLIENT_CERTIFICATE)
                            .environment("MLFLOW_MYSQL_SSL_CERT"),
                    Option.refused("--mysql-ssl-key", "FILE", NO_CLIENT_CERTIFICATE)
                            .environment("MLFLOW_MYSQL_SSL_KEY"),
                    Option.refused("--gunicorn-opts", "TEXT", OTHER_SERVER).environment("MLFLOW_GUNICORN_OPTS"),
                    Option.refused("--waitress-opts", "TEXT", OTHER_SERVER),
                    Option.refused("--uvicorn-opts", "TEXT", OTHER_SERVER).environment("MLFLOW_UVICORN_OPTS"),
                    Option.refused(
                            "--dev",
                            null,
                            "there is no Python code to reload; for more in the log set MLFLOW_LOGGING_LEVEL=DEBUG"),
                    Option.refused("--trace-archival-config", "FILE", "traces are not archived; leave this out")
                            .environment("MLFLOW_TRACE_ARCHIVAL_CONFIG"),
                    Option.refused("--secrets-cache-ttl", "SECONDS", NO_SECRETS),
                    Option.refused("--secrets-cache-max-size", "N", NO_SECRETS),
                    Option.refused("--workspace-store-uri", "URI", ONE_WORKSPACE)
                            .environment("MLFLOW_WORKSPACE_STORE_URI"),
                    Option.refused("--enable-workspaces", null, ONE_WORKSPACE).environment("MLFLOW_ENABLE_WORKSPACES"),
                    Option.flag("--disable-workspaces", "There is one workspace; this is always so.")),
            List.of(
                    new Syntax.Example("millrace server", "On 127.0.0.1:5000, with ./mlflow.db and ./mlartifacts."),
                    new Syntax.Example(
                            "millrace server --port 5001 --backend-store-uri sqlite:////srv/mlflow.db"
                                    + " --artifacts-destination /srv/artifacts",
                            "With its data in a folder of your choice."),
                    new Syntax.Example("millrace server --ui mlflow", "With MLflow's web UI, where that is installed."),
                    new Syntax.Example(
                            "MLFLOW_BACKEND_STORE_URI=postgresql://mlflow:secret@db/mlflow millrace server",
                            "On a PostgreSQL server; other users of the machine see no password in the list of processes."),
                    new Syntax.Example(
                            "millrace server --host 0.0.0.0 --allowed-hosts 'mlflow.example.com'",
                            "For other machines, under the name that they know it by.")));

    /**
     * The configuration that the settings mean.
     *
     * @param cli the environment, and the folder that relative paths start from
     * @throws UsageException when settings do not fit together
     * @throws CommandException when something that they name is not there
     */
    static ServerConfig config(Settings settings, CliConfig cli) {
        Path folder = cli.folder();
        String backend = settings.get(BACKEND_STORE_URI);
        settings.optional(REGISTRY_STORE_URI)
                .filter(uri -> !uri.equals(backend))
                .ifPresent(other -> {
                    throw new UsageException("--registry-store-uri must be the backend store's, "
                            + DatabaseUri.withoutSecrets(backend) + ": experiments and registry share a database here");
                });
        boolean tracks = !settings.isOn(ARTIFACTS_ONLY);
        AccessConfig access = access(settings, cli);
        if (!tracks && access != null) {
            throw new UsageException("--app-name basic-auth needs the database that --artifacts-only does without");
        }
        if (!tracks && settings.isFlag(BACKEND_STORE_URI)) {
            throw new UsageException("--artifacts-only has no database, so --backend-store-uri must be left out");
        }
        if (tracks && settings.of(BACKEND_STORE_URI).isDefault()) {
            FileStore.refuse(folder, BACKEND_STORE_URI.name());
        }
        String prefix = settings.optional(STATIC_PREFIX).orElse("");
        if (!StaticPrefix.isOne(prefix)) {
            throw new UsageException(
                    "--static-prefix must begin with / and not end with it, have no // and no braces, unlike '" + prefix
                            + "'");
        }
        boolean open = settings.isOn(DISABLE_SECURITY);
        boolean serves = settings.isOn(SERVE_ARTIFACTS);
        DatabaseConfig database = DatabaseConfig.of(backend)
                .withReaders(settings.number(WORKERS, 1, MOST_READERS))
                .withPool(pool(settings), settings.find(READ_REPLICA));
        return new ServerConfig(
                TlsOptions.add(ListenOptions.config(settings), settings, folder),
                database,
                settings.optional(DEFAULT_ARTIFACT_ROOT).orElse(serves ? "mlflow-artifacts:/" : "./mlruns"),
                settings.get(ARTIFACTS_DESTINATION),
                serves,
                cli.stores(),
                prefix,
                open
                        ? ALL
                        : settings.optional(ALLOWED_HOSTS)
                                .map(ServerOptions::list)
                                .orElse(HostCheck.DEFAULT_HOSTS),
                open
                        ? null
                        : settings.optional(CORS_ALLOWED_ORIGINS)
                                .map(ServerOptions::list)
                                .orElse(List.of()),
                open ? null : settings.get(X_FRAME_OPTIONS),
                pattern(settings, MODEL_VERSION_SOURCES),
                UiOption.folder(settings, cli),
                Version.current(),
                valid(() -> WebhookConfig.of(cli.environment())),
                valid(() -> GraphqlConfig.of(cli.environment())),
                access,
                audit(settings, folder),
                rateLimit(settings));
    }

    private static @Nullable AuditConfig audit(Settings settings, Path folder) {
        String file = settings.find(AUDIT_LOG);
        if (file == null) {
            return null;
        }
        return file.equals("-")
                ? new AuditConfig.ToStream(Terminal.standardOutput())
                : new AuditConfig.InFile(folder.resolve(file));
    }

    private static @Nullable RateLimitConfig rateLimit(Settings settings) {
        boolean bursts = settings.find(RATE_LIMIT_BURST) != null;
        if (settings.find(RATE_LIMIT) == null) {
            if (bursts) {
                throw new UsageException("--rate-limit-burst needs --rate-limit beside it");
            }
            return null;
        }
        int perSecond = settings.number(RATE_LIMIT, 1, RateLimitConfig.MOST);
        int burst = bursts
                ? settings.number(RATE_LIMIT_BURST, 1, RateLimitConfig.MOST)
                : Math.min(perSecond * SECONDS_AT_ONCE, RateLimitConfig.MOST);
        return new RateLimitConfig(perSecond, burst);
    }

    private static @Nullable AccessConfig access(Settings settings, CliConfig cli) {
        return settings.find(APP_NAME) == null ? null : valid(() -> AccessConfig.read(cli.environment(), cli.folder()));
    }

    /** What the variables say that have no flag. */
    private static <T> T valid(Supplier<T> variables) {
        try {
            return variables.get();
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static PoolConfig pool(Settings settings) {
        int overflow = settings.number(POOL_OVERFLOW, -1, MOST_CONNECTIONS);
        int size = settings.number(POOL_SIZE, 1, MOST_CONNECTIONS) + (overflow < 0 ? MOST_CONNECTIONS : overflow);
        int recycle = settings.number(POOL_RECYCLE, -1, Integer.MAX_VALUE);
        return new PoolConfig(
                size,
                Duration.ofSeconds(Math.max(recycle, 0)),
                settings.get(POOL_CLASS).equals("QueuePool"),
                PoolConfig.DEFAULT.patience(),
                settings.find(MYSQL_SSL_CA));
    }

    private static @Nullable Pattern pattern(Settings settings, Option option) {
        String regex = settings.find(option);
        try {
            return regex == null ? null : Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw settings.wrong(option, "a regular expression: " + e.getDescription());
        }
    }

    private static List<String> list(String text) {
        return Pattern.compile(",")
                .splitAsStream(text)
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
