package dev.millrace.http;

/** Which paths count as the API for the security rules: those that a script or the UI can change something through. */
final class ApiPaths {

    private final String api;
    private final String ajaxApi;

    ApiPaths(String staticPrefix) {
        this.api = staticPrefix + "/api/";
        this.ajaxApi = staticPrefix + "/ajax-api/";
    }

    /**
     * The proxied artifacts count with and without the prefix, because they are served at both.
     *
     * @param sent the path as it was sent; it is decoded here as the router does, or an escape in it would get around the rules
     */
    boolean contain(String sent) {
        String path = Percent.decode(sent);
        return path.startsWith(api)
                || path.startsWith(ajaxApi)
                || path.startsWith("/api/2.0/mlflow-artifacts/artifacts")
                || path.startsWith("/ajax-api/2.0/mlflow-artifacts/artifacts");
    }
}
