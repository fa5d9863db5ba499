package dev.millrace.http;

/** Which paths count as the API for the security rules: those that a script or the UI can change something through. */
final class ApiPaths {

    private final String api;
    private final String ajaxApi;

    ApiPaths(String staticPrefix) {
        this.api = staticPrefix + "/api/";
        this.ajaxApi = staticPrefix + "/ajax-api/";
    }

    /** The proxied artifacts count with and without the prefix, because they are served at both. */
    boolean contain(String path) {
        return path.startsWith(api)
                || path.startsWith(ajaxApi)
                || path.startsWith("/api/2.0/mlflow-artifacts/artifacts")
                || path.startsWith("/ajax-api/2.0/mlflow-artifacts/artifacts");
    }
}
