package dev.millrace.server.auth;

import dev.millrace.http.Filter;
import dev.millrace.server.Guard;
import dev.millrace.server.Routes;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseUri;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Access control that is on: the filter that finds out who calls, the guard of the routes, the routes of users and roles. */
public final class Access implements AutoCloseable {
    private final @Nullable Database own;
    private final UserStore users;
    private final RoleStore roles;
    private final GrantStore grants;
    private final Accounts accounts;
    private final Credentials credentials;
    private final Rules rules;
    private final AccessGuard guard;
    private final AccessConfig config;

    private Access(AccessConfig config, Database database, boolean isOwn, OwnerStore owners, String artifacts) {
        this.config = config;
        this.own = isOwn ? database : null;
        this.users = new UserStore(database, Permission.stored(config.defaultPermission()));
        this.accounts = new Accounts(users);
        this.roles = new RoleStore(database, accounts::changed);
        this.grants = new GrantStore(database, accounts::changed);
        this.credentials = new Credentials(accounts, new FailedLogins(System::nanoTime));
        this.rules = new Rules(new Subjects(owners), new Places(owners, artifacts), new AccountRules(roles));
        this.guard = new AccessGuard(rules, grants);
    }

    /**
     * Opens the auth database, and makes its schema where it is missing, and the administrator whose password is configured:
     * whoever waits for the server to answer may log in at once.
     *
     * @param tracking the backend store, for what belongs to what
     * @param opened how it was opened: with the schema of access, where the auth database is the same
     * @param artifacts where the artifacts lie that the server passes through
     * @throws dev.millrace.server.sql.DatabaseRefused where the auth database cannot be used
     * @throws IllegalArgumentException where the configured password cannot be
     */
    public static Access open(AccessConfig config, Database tracking, DatabaseConfig opened, String artifacts) {
        boolean shared = DatabaseUri.isSame(config.databaseUri(), opened.uri());
        Database database =
                shared ? tracking : Database.open(DatabaseConfig.ofAccess(config.databaseUri(), opened.pool()));
        var access = new Access(config, database, !shared, new OwnerStore(tracking), artifacts);
        try {
            FirstAdmin.ensureConfigured(config, access.users);
        } catch (RuntimeException e) {
            access.close();
            throw e;
        }
        return access;
    }

    /** Lets only those pass who say who they are and prove it. */
    public Filter authentication() {
        return new Authentication(credentials, rules::isOpen);
    }

    /** The name of the user who sends the present request; null where nobody has said who they are. */
    public static @Nullable String user() {
        Caller caller = Caller.current();
        return caller == null ? null : caller.name();
    }

    /** Holds every route to its rule. */
    public Guard guard() {
        return guard;
    }

    /** Binds the routes of users, roles and permissions. */
    public void bind(Routes routes) {
        new UserEndpoints(users, roles, accounts, credentials).bind(routes);
        new RoleEndpoints(roles, users).bind(routes);
        new GrantEndpoints(grants, roles, users, accounts).bind(routes);
        String secret = config.secretKey() == null ? PasswordHash.randomPassword() : config.secretKey();
        new SignupPage(users, new FormTokens(secret, Clock.systemUTC())).bind(routes);
    }

    /**
     * Makes the administrator with a password of its own where there is none of the configured name. To be called when the
     * server answers already: a start that fails would take a password with it that nobody has seen.
     *
     * @return the password, where one was made up; empty at all later starts
     */
    public Optional<FirstAdmin.Generated> firstAdmin() {
        return Optional.ofNullable(FirstAdmin.ensure(config, users));
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
