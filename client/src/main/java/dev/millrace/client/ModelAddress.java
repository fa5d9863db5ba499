package dev.millrace.client;

import dev.millrace.api.ApiException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways to name a model or a file of a run. */
public sealed interface ModelAddress {
    /** {@code models:/name/3}; the version {@code latest} is the highest there is. */
    record Version(String name, String version) implements ModelAddress {
        private static final Pattern FORM = Pattern.compile("models:/+([^/@]+)/+([^/@]+)/*");
    }

    /** {@code models:/name@champion}. */
    record Alias(String name, String alias) implements ModelAddress {
        private static final Pattern FORM = Pattern.compile("models:/+([^/@]+)@([^/@]+)/*");
    }

    /** {@code models:/m-…}: a model as it was logged. */
    record Logged(String modelId) implements ModelAddress {
        private static final Pattern FORM = Pattern.compile("models:/+(m-[0-9a-f]{32})/*");
    }

    /** {@code runs:/id/path}: files of a run, or a model by the name it was logged under. */
    record OfRun(String runId, String path) implements ModelAddress {
        private static final Pattern FORM = Pattern.compile("runs:/+([^/]+)/+(.*[^/])/*");
    }

    /**
     * Reads an address.
     *
     * @throws ApiException if it is none of these
     */
    static ModelAddress parse(String text) {
        Matcher run = OfRun.FORM.matcher(text);
        if (run.matches()) {
            return new OfRun(run.group(1), run.group(2));
        }
        Matcher logged = Logged.FORM.matcher(text);
        if (logged.matches()) {
            return new Logged(logged.group(1));
        }
        Matcher alias = Alias.FORM.matcher(text);
        if (alias.matches()) {
            return new Alias(alias.group(1), alias.group(2));
        }
        Matcher version = Version.FORM.matcher(text);
        if (version.matches()) {
            return new Version(version.group(1), version.group(2));
        }
        throw ApiException.invalid("'" + text + "' names no model: write models:/name/version, models:/name@alias,"
                + " models:/m-… or runs:/run-id/path.");
    }

    /** Whether this is an address that only a tracking server can resolve. */
    static boolean isOne(String text) {
        return text.startsWith("models:") || text.startsWith("runs:");
    }
}
