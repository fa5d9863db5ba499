package dev.millrace.cli.options;

import dev.millrace.client.Addresses;
import dev.millrace.server.sql.DatabaseUri;
import org.jspecify.annotations.Nullable;

/**
 * The value of an option and where it came from.
 *
 * @param option the option it belongs to
 * @param value null when nothing sets it
 * @param origin for people: {@code flag --port}, {@code environment MLFLOW_PORT}, {@code file /x/millrace.properties},
 *     {@code default}
 */
public record Setting(Option option, @Nullable String value, String origin) {
    /** Where values that nobody chose come from. */
    public static final String DEFAULT = "default";

    /** Whether nobody chose it. */
    public boolean isDefault() {
        return origin.equals(DEFAULT);
    }

    /** The value, with secrets hidden: those of secret options, and who signs in to an address, who may be a token. */
    public String masked() {
        if (value == null) {
            return "–";
        }
        if (option.secret()) {
            return "********";
        }
        return Addresses.withoutUser(DatabaseUri.withoutSecrets(value));
    }
}
