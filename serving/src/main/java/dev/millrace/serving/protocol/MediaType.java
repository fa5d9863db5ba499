package dev.millrace.serving.protocol;

import dev.millrace.serving.protocol.ScoringException.Fault;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms in which a scoring request may come. */
public enum MediaType {
    JSON,
    CSV,
    PARQUET;

    /**
     * Reads a Content-Type header, in which case does not count. A request without the header is taken for JSON.
     *
     * @throws ScoringException 415 for another type, another charset than UTF-8, or another parameter
     */
    public static MediaType of(@Nullable String contentType) {
        if (contentType == null || contentType.equals("application/json")) {
            return JSON;
        }
        String[] parts = contentType.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            requireUtf8(parts[i].strip());
        }
        return switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/json" -> JSON;
            case "text/csv" -> CSV;
            case "application/vnd.apache.parquet" -> PARQUET;
            default ->
                throw unsupported("Content type \"" + contentType + "\" is not supported; send application/json,"
                        + " text/csv or, to a model in Python, application/vnd.apache.parquet.");
        };
    }

    private static void requireUtf8(String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        if (!name.equalsIgnoreCase("charset")) {
            throw unsupported("Content type parameter \"" + name + "\" is not supported. (Formats of the scoring"
                    + " protocol before MLflow 2 were named there; today the body names its format.)");
        }
        if (equals < 0
                || !parameter.substring(equals + 1).toLowerCase(Locale.ROOT).equals("utf-8")) {
            throw unsupported("The body must be in UTF-8.");
        }
    }

    private static ScoringException unsupported(String message) {
        return new ScoringException(Fault.UNSUPPORTED_MEDIA_TYPE, message);
    }
}
