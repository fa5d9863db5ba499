package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The administrator that a new auth database begins with. The password that MLflow's older releases came with, and which
 * everybody knows, is never given to anyone, and is replaced where an administrator still has it.
 */
public final class FirstAdmin {
    private static final Logger log = LoggerFactory.getLogger(FirstAdmin.class);

    private FirstAdmin() {}

    /**
     * A password that was made up, to be shown once.
     *
     * @param name whose it is
     */
    public record Generated(String name, String password) {
        /** Passwords stay out of logs and messages. */
        @Override
        public String toString() {
            return "Generated[" + name + "]";
        }
    }

    /**
     * Makes the administrator where there is no user of that name and a password for them is configured.
     *
     * @throws IllegalArgumentException where that cannot be one
     */
    static void ensureConfigured(AccessConfig config, UserStore users) {
        String password = configured(config);
        if (password == null || users.account(config.adminName()) != null) {
            return;
        }
        try {
            UserStore.checkPassword(password);
        } catch (ApiException e) {
            throw new IllegalArgumentException(
                    "The administrator's password, which MLFLOW_AUTH_ADMIN_PASSWORD or admin_password sets, cannot be: "
                            + e.getMessage(),
                    e);
        }
        ensure(config, users);
    }

    private static @Nullable String configured(AccessConfig config) {
        return Credentials.KNOWN_DEFAULT.equals(config.adminPassword()) ? null : config.adminPassword();
    }

    /**
     * Makes the administrator where there is no user of that name.
     *
     * @return the password, where none that can be used is configured; null otherwise
     * @throws ApiException INVALID_PARAMETER_VALUE where the configured one is too short
     */
    static @Nullable Generated ensure(AccessConfig config, UserStore users) {
        String configured = configured(config);
        String name = config.adminName();
        Account there = users.account(name);
        if (there != null) {
            replaceKnownPassword(there, configured, users);
            return null;
        }
        String password = configured == null ? PasswordHash.randomPassword() : configured;
        try {
            users.create(name, password, true);
        } catch (ApiException e) {
            if (e.code() == ErrorCode.RESOURCE_ALREADY_EXISTS) {
                // Another server that starts now was quicker, and shows its password.
                return null;
            }
            throw e;
        }
        log.info("Made the administrator '{}'", name);
        return configured == null ? new Generated(name, password) : null;
    }

    private static void replaceKnownPassword(Account admin, @Nullable String configured, UserStore users) {
        if (!PasswordHash.verify(admin.passwordHash(), Credentials.KNOWN_DEFAULT)) {
            return;
        }
        String name = admin.caller().name();
        if (configured == null) {
            log.warn(
                    "The user '{}' has the password that older releases of MLflow came with; as an administrator they cannot "
                            + "log in with it. Set MLFLOW_AUTH_ADMIN_PASSWORD to another one and start the server again.",
                    name);
        } else {
            users.setPassword(name, configured);
            log.warn("Replaced the well-known password of '{}' by the configured one", name);
        }
    }
}
