package dev.millrace.projects;

import java.util.List;
import java.util.Map;

/** What this process knows of who called it. */
public final class CallerConfig {
    private CallerConfig() {}

    /** The variables that this process was started with. */
    static Map<String, String> variables() {
        return System.getenv();
    }

    /** The user's name: of the variables, as MLflow has it, or else that of the account. */
    public static String user(Map<String, String> variables) {
        for (String name : List.of("LOGNAME", "USER")) {
            String user = variables.getOrDefault(name, "");
            if (!user.isBlank()) {
                return user;
            }
        }
        return System.getProperty("user.name", "unknown");
    }
}
