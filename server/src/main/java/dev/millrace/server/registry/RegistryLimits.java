package dev.millrace.server.registry;

import dev.millrace.api.ApiException;
import dev.millrace.server.search.WholeNumber;
import dev.millrace.server.tracking.Limits;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the registry allows in names, aliases, versions and tags, refused in MLflow's words. */
final class RegistryLimits {
    private static final int TAG_VALUE = 100_000;
    private static final int ALIAS = 255;
    private static final int SOURCE = 4096;
    private static final Pattern ALIAS_LIKE_VERSION = Pattern.compile("[vV]\\d+");

    private RegistryLimits() {}

    /** The name of a model; quotes and percent signs are fine in it. */
    static String modelName(@Nullable String name, String path) {
        if (name == null || name.isEmpty()) {
            throw ApiException.missing(path);
        }
        if (name.isBlank()) {
            throw ApiException.invalid("Missing value for required parameter '%s'.".formatted(path));
        }
        if (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
            throw ApiException.invalid("Invalid model name '%s'. Names cannot contain '/' or ':'.".formatted(name));
        }
        if (name.equals(".") || name.startsWith("..")) {
            throw ApiException.invalid(
                    "Invalid value \"%1$s\" for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '%1$s'"
                            .formatted(name));
        }
        return name;
    }

    /** The source of a version; longer ones than any path of Linux are refused before they are taken apart. */
    static String source(@Nullable String source) {
        String text = Limits.required(source, "source");
        if (text.length() > SOURCE) {
            throw ApiException.invalid(
                    "Invalid model version source: it is longer than %d characters.".formatted(SOURCE));
        }
        return text;
    }

    /** The number of a version, which is a text in requests: {@code "01"} is 1. Numbers too large for any version are cut. */
    static long version(@Nullable String version) {
        String text = version == null ? "" : version;
        BigInteger number = WholeNumber.parse(text);
        if (number == null) {
            throw ApiException.invalid("Parameter 'version' must be an integer, got '%s'.".formatted(text));
        }
        return WholeNumber.clamped(number);
    }

    static String alias(@Nullable String alias) {
        String text = Limits.required(alias, "alias");
        if (!text.codePoints().allMatch(c -> Limits.isWordPart(c) || c == '-')) {
            throw ApiException.invalid(
                    "Invalid alias name: '%s'. Names may only contain alphanumerics, underscores (_), and dashes (-)."
                            .formatted(text));
        }
        Limits.length("Registered model alias name", ALIAS, text);
        return text;
    }

    /** An alias that a client may set. */
    static String newAlias(@Nullable String alias) {
        String text = alias(alias);
        if (text.equalsIgnoreCase("latest")) {
            throw ApiException.invalid("'latest' alias name (case insensitive) is reserved.");
        }
        if (ALIAS_LIKE_VERSION.matcher(text).matches()) {
            throw ApiException.invalid("Version alias name '%s' is reserved.".formatted(text));
        }
        return text;
    }

    /** The key of a tag, which a request has to name. */
    static String tagKey(@Nullable String key) {
        String text = Limits.required(key, "key");
        Limits.name(text, "key");
        return text;
    }

    /** The most results of a page, refused as the original refuses what stands in a query string. */
    static void pageSize(long limit, long largest) {
        if (limit > largest) {
            throw ApiException.invalid(
                    "Invalid value \"%d\" for parameter 'max_results' supplied:  Hint: Value was of type 'str'. See the API docs for more information about request parameters."
                            .formatted(limit));
        }
    }

    /** Checks a tag that is set. */
    static void tag(@Nullable String key, @Nullable String value) {
        String text = key == null ? "" : key;
        Limits.name(text, "key");
        Limits.length("key", Limits.KEY, text);
        Limits.length("value", TAG_VALUE, value);
    }
}
