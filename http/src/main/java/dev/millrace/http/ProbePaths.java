package dev.millrace.http;

/** The paths that watchers ask again and again: they are answered under every name, and are left out of the figures. */
public final class ProbePaths {

    private final String health;
    private final String ready;
    private final String version;

    public ProbePaths(String staticPrefix) {
        this.health = staticPrefix + "/health";
        this.ready = staticPrefix + "/ready";
        this.version = staticPrefix + "/version";
    }

    public boolean contain(String path) {
        return path.equals(health) || path.equals(ready) || path.equals(version);
    }
}
