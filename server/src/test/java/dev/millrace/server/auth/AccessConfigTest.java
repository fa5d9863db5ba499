package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessConfigTest {
    @TempDir
    Path folder;

    private AccessConfig read(String ini, Map<String, String> more) throws IOException {
        Files.writeString(folder.resolve("auth.ini"), ini);
        var environment = new HashMap<>(more);
        environment.put(AccessConfig.PATH_VARIABLE, "auth.ini");
        return AccessConfig.read(environment, folder);
    }

    @Test
    void withoutAFileItHasMlflowsDefaults() {
        assertThat(AccessConfig.read(Map.of(), folder)).isEqualTo(AccessConfig.defaults());
        assertThat(AccessConfig.defaults())
                .isEqualTo(new AccessConfig("sqlite:///basic_auth.db", "READ", "admin", null, null));
    }

    @Test
    void aFileOfMlflowsIsRead() throws IOException {
        AccessConfig config = read("""
                ; of MLflow
                [other]
                database_uri = sqlite:///wrong.db
                [mlflow]
                default_permission = NO_PERMISSIONS
                Database_URI: postgresql://u:p%%40@h/d
                admin_username = root
                # a comment
                admin_password = pass=word of twelve
                authorization_function = mlflow.server.auth:authenticate_request_basic_auth
                workspace_cache_max_size = 10
                """, Map.of());

        assertThat(config)
                .isEqualTo(new AccessConfig(
                        "postgresql://u:p%40@h/d", "NO_PERMISSIONS", "root", "pass=word of twelve", null));
        assertThat(config.toString()).doesNotContain("twelve", "p%40");
    }

    @Test
    void variablesWinEvenWhereTheyAreEmpty() throws IOException {
        String ini = "[mlflow]\nadmin_username = root\nadmin_password = a password of twelve\n";

        assertThat(read(
                        ini,
                        Map.of(
                                "MLFLOW_AUTH_ADMIN_USERNAME",
                                "boss",
                                "MLFLOW_AUTH_ADMIN_PASSWORD",
                                "",
                                "MLFLOW_FLASK_SERVER_SECRET_KEY",
                                "key")))
                .isEqualTo(new AccessConfig("sqlite:///basic_auth.db", "READ", "boss", null, "key"));
    }

    @Test
    void itIsShownWithoutPasswords() {
        assertThat(shown("postgresql://u:hush@h/d")).isEqualTo("AccessConfig[postgresql://h/d]");
        assertThat(shown("mysql+pymysql://u:hu/hush@h/d")).isEqualTo("AccessConfig[mysql+pymysql://h/d]");
        // Where the password ends cannot be told.
        assertThat(shown("postgresql://u:a@hush@h/d?password=hush")).isEqualTo("AccessConfig[postgresql://…]");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> AccessConfig.read(Map.of(AccessConfig.PATH_VARIABLE, "nowhere.ini"), folder))
                .hasMessageContaining("nowhere.ini");
        assertThatThrownBy(() -> read("[mlflow]\ndefault_permission = ALL\n", Map.of()))
                .hasMessageContaining(
                        "default_permission = ALL is none of [READ, USE, EDIT, MANAGE, NO_PERMISSIONS, DENY]");
        assertThatThrownBy(() -> read("[mlflow]\nauthorization_function = my.own:function\n", Map.of()))
                .hasMessageContaining("my.own:function");
        assertThatThrownBy(() -> read("default_permission = READ\n", Map.of())).hasMessageContaining("[mlflow]");
    }

    private static String shown(String uri) {
        return new AccessConfig(uri, "READ", "root", null, null).toString();
    }
}
