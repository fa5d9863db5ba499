package dev.millrace.server.sql;

import java.util.List;

/** The two schemas of MLflow's, each with a chain of Alembic revisions of its own. They may live in one database. */
public enum SchemaChain {
    /** Experiments, runs, the registry: the schema of 3.17.2. */
    TRACKING("", "alembic_version", "dc11669786a5", "mlflow-revisions.txt"),
    /** Users, roles and permissions: the schema of 3.17.2. */
    AUTH("auth-", "alembic_version_auth", "f1a2b3c4d5e6", "mlflow-auth-revisions.txt");

    /**
     * The revision of the first tables of users. MLflow before 3.6 wrote it, if at all, into the table of the other chain,
     * which then holds nothing of that.
     */
    public static final String FIRST_OF_AUTH = "8606fa83a998";

    private static final List<String> FIRST_TABLES_OF_AUTH =
            List.of("users", "experiment_permissions", "registered_model_permissions");

    private final String prefix;
    private final String versionTable;
    private final String revision;
    private final String older;

    SchemaChain(String prefix, String versionTable, String revision, String older) {
        this.prefix = prefix;
        this.versionTable = versionTable;
        this.revision = revision;
        this.older = older;
    }

    /** What the names of its resources begin with. */
    public String prefix() {
        return prefix;
    }

    /** The resource that makes the schema. */
    public String resource(Dialect dialect) {
        return prefix + dialect.schemaResource();
    }

    /** The table that says which revision the schema has. */
    public String versionTable() {
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

    /** Whether these are the tables of {@link #FIRST_OF_AUTH}, without a stamp that says so in this chain. */
    public boolean isUnstamped(List<String> tables) {
        return this == AUTH && !tables.contains(versionTable) && tables.containsAll(FIRST_TABLES_OF_AUTH);
    }
}
