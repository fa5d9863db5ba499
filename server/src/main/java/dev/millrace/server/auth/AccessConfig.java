package dev.millrace.server.auth;

import dev.millrace.server.sql.DatabaseUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How access is controlled: MLflow's {@code basic_auth.ini} with its variables.
 *
 * @param databaseUri the auth database; may be the backend store's own
 * @param defaultPermission the permission of everyone on what they have no grant for, by its name
 * @param adminName the administrator that is made where there is none of that name
 * @param adminPassword their first password; null for a generated one
 * @param secretKey signs the tokens of forms, on all servers the same; null for a key of each server's own
 */
public record AccessConfig(
        String databaseUri,
        String defaultPermission,
        String adminName,
        @Nullable String adminPassword,
        @Nullable String secretKey) {
    /** MLflow's variables. */
    public static final String PATH_VARIABLE = "MLFLOW_AUTH_CONFIG_PATH";

    private static final String NAME_VARIABLE = "MLFLOW_AUTH_ADMIN_USERNAME";
    private static final String KEY_VARIABLE = "MLFLOW_FLASK_SERVER_SECRET_KEY";
    private static final String PASSWORD_VARIABLE = "MLFLOW_AUTH_ADMIN_PASSWORD";
    private static final String OWN_FUNCTION = "mlflow.server.auth:authenticate_request_basic_auth";

    /** MLflow's defaults. */
    public static AccessConfig defaults() {
        return new AccessConfig("sqlite:///basic_auth.db", "READ", "admin", null, null);
    }

    /**
     * Reads the file that {@code MLFLOW_AUTH_CONFIG_PATH} names, and the variables for the administrator, which win even
     * when they are empty.
     *
     * @param folder what a relative path of the file starts from
     * @throws IllegalArgumentException where the file cannot be read, or says what cannot be
     */
    public static AccessConfig read(Map<String, String> environment, Path folder) {
        AccessConfig defaults = defaults();
        String path = environment.getOrDefault(PATH_VARIABLE, "");
        Map<String, String> settings = path.isEmpty() ? Map.of() : settings(folder.resolve(path));
        String function = settings.getOrDefault("authorization_function", OWN_FUNCTION);
        if (!function.equals(OWN_FUNCTION)) {
            throw new IllegalArgumentException(
                    "authorization_function = %s names code of a plug-in, which Millrace does not run; only %s is there."
                            .formatted(function, OWN_FUNCTION));
        }
        String password = environment.getOrDefault(PASSWORD_VARIABLE, settings.getOrDefault("admin_password", ""));
        String key = environment.getOrDefault(KEY_VARIABLE, "");
        String name =
                environment.getOrDefault(NAME_VARIABLE, settings.getOrDefault("admin_username", defaults.adminName));
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "The administrator has no name; set %s or admin_username.".formatted(NAME_VARIABLE));
        }
        return new AccessConfig(
                settings.getOrDefault("database_uri", defaults.databaseUri),
                permission(settings.getOrDefault("default_permission", defaults.defaultPermission)),
                name,
                password.isEmpty() ? null : password,
                key.isEmpty() ? null : key);
    }

    private static Map<String, String> settings(Path file) {
        Map<String, String> settings;
        try {
            settings = IniFile.section(Files.readString(file), "mlflow");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The file that %s names, %s, cannot be read: %s".formatted(PATH_VARIABLE, file, e.getMessage()), e);
        }
        if (settings.isEmpty()) {
            throw new IllegalArgumentException("The file %s has no section [mlflow].".formatted(file));
        }
        return settings;
    }

    private static String permission(String name) {
        if (Arrays.stream(Permission.values()).noneMatch(known -> known.name().equals(name))) {
            throw new IllegalArgumentException(
                    "default_permission = %s is none of %s.".formatted(name, Arrays.toString(Permission.values())));
        }
        return name;
    }

    /** The password and the key stay out of logs and messages. */
    @Override
    public String toString() {
        return "AccessConfig[" + DatabaseUri.withoutSecrets(databaseUri) + "]";
    }
}
