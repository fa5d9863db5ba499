package dev.millrace.api;

import java.util.List;

/**
 * One operation of MLflow's REST API.
 *
 * @param name the operation, in camel case, as {@code logBatch}
 * @param methods the HTTP methods that it answers to; clients use the first
 * @param version MLflow's version prefix, {@code 2.0} or {@code 3.0}
 * @param path what follows the version, as {@code mlflow/runs/log-batch}; <code>{x}</code> stands for one path segment
 *     and <code>{x*}</code> for all that remain, and both are fields of the request
 * @param request the message that it takes
 * @param response the message that it answers with
 * @param <Q> the request record
 * @param <R> the response record
 */
public record Endpoint<Q extends Message, R extends Message>(
        String name,
        List<String> methods,
        String version,
        String path,
        MessageType<Q> request,
        MessageType<R> response) {
    /** The path under {@code /api}, as {@code /api/2.0/mlflow/runs/log-batch}. */
    public String apiPath() {
        return "/api/" + version + "/" + path;
    }

    /** The twin path under {@code /ajax-api}, which MLflow's web pages use. */
    public String ajaxPath() {
        return "/ajax-api/" + version + "/" + path;
    }
}
