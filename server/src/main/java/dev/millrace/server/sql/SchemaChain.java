package dev.millrace.server.sql;

/** The two schemas of MLflow's, each with a chain of Alembic revisions of its own. They may live in one database. */
public enum SchemaChain {
    /** Experiments, runs, the registry: the schema of 3.17.2. */
    TRACKING("", "alembic_version", "dc11669786a5", "mlflow-revisions.txt", "millrace db upgrade"),
    /** Users, roles and permissions: the schema of 3.17.2. */
    AUTH(
            "auth-",
            "alembic_version_auth",
            "f1a2b3c4d5e6",
            "mlflow-auth-revisions.txt",
            "python -m mlflow.server.auth db upgrade --url");

    private final String prefix;
    private final String versionTable;
    private final String revision;
    private final String older;
    private final String upgrade;

    SchemaChain(String prefix, String versionTable, String revision, String older, String upgrade) {
        this.prefix = prefix;
        this.versionTable = versionTable;
        this.revision = revision;
        this.older = older;
        this.upgrade = upgrade;
    }

    /** The resource that makes the schema. */
    String resource(Dialect dialect) {
        return prefix + dialect.schemaResource();
    }

    /** The table that says which revision the schema has. */
    String versionTable() {
        return versionTable;
    }

    /** The revision that MLflow 3.17.2 stamps and that every statement of ours is written for. */
    public String revision() {
        return revision;
    }

    /** The resource that lists the revisions up to that one. */
    String older() {
        return older;
    }

    /** What to do with an older schema, for the one who runs the server. */
    String upgrade(String address) {
        return switch (this) {
            case TRACKING ->
                switch (DatabaseUri.kind(address)) {
                    case "sqlite" ->
                        "It is older. Run `%s %s`, which can make a copy first.".formatted(upgrade, address);
                    case "mssql" ->
                        "It is older: make a copy of it, then run `mlflow db upgrade` of MLflow 3.17.2 on it.";
                    default ->
                        "It is older: make a copy of it, then run `%s` with its address in MLFLOW_BACKEND_STORE_URI."
                                .formatted(upgrade);
                };
            case AUTH ->
                "It is older: make a copy of it, then run `%s %s` with MLflow 3.17.2.".formatted(upgrade, address);
        };
    }
}
