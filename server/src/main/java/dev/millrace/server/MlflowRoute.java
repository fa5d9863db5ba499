package dev.millrace.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A route of MLflow 3.17.2, as {@code mlflow-routes.txt} lists them all, whether Millrace serves it or not.
 *
 * @param family the part of the API that it belongs to
 * @param kind who would serve it
 * @param feature what a refusal says is not there; "" for routes that are not of an absent feature
 * @param method the HTTP method
 * @param prefixes which of the twins exist
 * @param path the path behind the prefix in MLflow's spelling, as {@code /2.0/mlflow/traces/<request_id>/info}
 * @param answer the JSON with which the twin for the web pages keeps them content, or null
 */
record MlflowRoute(
        String family,
        Kind kind,
        String feature,
        String method,
        Prefixes prefixes,
        String path,
        @Nullable String answer) {
    private static final String LIST = "mlflow-routes.txt";

    /** Who serves a family. */
    enum Kind {
        /** The server itself. */
        OWN,
        /** The option that serves MLflow's web pages. */
        UI,
        /** The application {@code basic-auth}; without it the original has no such route. */
        AUTH,
        /** Nobody: a feature that Millrace does not have. */
        ABSENT
    }

    /** What stands before the path. */
    enum Prefixes {
        BOTH("/api", "/ajax-api"),
        AJAX("/ajax-api"),
        API("/api"),
        NONE(""),
        /** Both, each with an empty 404: the original describes the operation and has no code for it. */
        STUB("/api", "/ajax-api");

        private final List<String> texts;

        Prefixes(String... texts) {
            this.texts = List.of(texts);
        }

        List<String> texts() {
            return texts;
        }
    }

    /** All routes, in the order of the list. */
    static List<MlflowRoute> all() {
        List<MlflowRoute> routes = new ArrayList<>();
        String family = "";
        Kind kind = Kind.OWN;
        String feature = "";
        for (String line : lines()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                family = line.substring(1, end);
                String[] words = line.substring(end + 2).split(" ", 2);
                kind = Kind.valueOf(words[0].toUpperCase(Locale.ROOT));
                feature = words.length > 1 ? words[1] : "";
                continue;
            }
            String[] words = line.split(" ", 4);
            routes.add(new MlflowRoute(
                    family,
                    kind,
                    feature,
                    words[0],
                    Prefixes.valueOf(words[1].toUpperCase(Locale.ROOT)),
                    words[2],
                    words.length > 3 ? words[3] : null));
        }
        return routes;
    }

    /**
     * The path behind the prefix as a template of the router: {@code <x>} is {@code {x}}. From the first parameter on that
     * may hold slashes, the rest of the path is one parameter, since the router has those at the end only.
     */
    String template() {
        StringBuilder template = new StringBuilder();
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.startsWith("<path:")) {
                return template.append("/{rest*}").toString();
            }
            template.append('/');
            if (segment.startsWith("<")) {
                template.append('{').append(segment, 1, segment.indexOf('>')).append('}');
            } else {
                template.append(segment);
            }
        }
        return template.toString();
    }

    private static List<String> lines() {
        try (InputStream in = MlflowRoute.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException(LIST + " is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
