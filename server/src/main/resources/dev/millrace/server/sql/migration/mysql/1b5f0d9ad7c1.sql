ALTER TABLE model_versions DROP FOREIGN KEY (name);
ALTER TABLE registered_model_tags DROP FOREIGN KEY (name);
ALTER TABLE registered_model_aliases DROP FOREIGN KEY (name);
ALTER TABLE model_version_tags DROP FOREIGN KEY (name, version);
ALTER TABLE model_versions DROP FOREIGN KEY (workspace, name);
ALTER TABLE registered_model_tags DROP FOREIGN KEY (workspace, name);
ALTER TABLE registered_model_aliases DROP FOREIGN KEY (workspace, name);
ALTER TABLE model_version_tags DROP FOREIGN KEY (workspace, name, version);
ALTER TABLE experiments DROP UNIQUE (name);
ALTER TABLE experiments ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS uq_experiments_workspace_name ON experiments (workspace, name);
ALTER TABLE registered_models DROP UNIQUE (name);
ALTER TABLE registered_models ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE registered_models DROP PRIMARY KEY, ADD PRIMARY KEY (workspace, name);
ALTER TABLE model_versions ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE model_versions DROP PRIMARY KEY, ADD PRIMARY KEY (workspace, name, version);
ALTER TABLE model_versions ADD CONSTRAINT fk_model_versions_registered_models FOREIGN KEY (workspace, name)
    REFERENCES registered_models (workspace, name) ON UPDATE CASCADE;
ALTER TABLE registered_model_tags ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE registered_model_tags DROP PRIMARY KEY, ADD PRIMARY KEY (workspace, `key`, name);
ALTER TABLE registered_model_tags ADD CONSTRAINT fk_registered_model_tags_registered_models FOREIGN KEY (workspace, name)
    REFERENCES registered_models (workspace, name) ON UPDATE CASCADE;
ALTER TABLE model_version_tags ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE model_version_tags DROP PRIMARY KEY, ADD PRIMARY KEY (workspace, `key`, name, version);
ALTER TABLE model_version_tags ADD CONSTRAINT fk_model_version_tags_model_versions FOREIGN KEY (workspace, name, version)
    REFERENCES model_versions (workspace, name, version) ON UPDATE CASCADE;
ALTER TABLE registered_model_aliases ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE registered_model_aliases DROP PRIMARY KEY, ADD PRIMARY KEY (workspace, name, alias);
ALTER TABLE registered_model_aliases ADD CONSTRAINT fk_registered_model_aliases_registered_models FOREIGN KEY (workspace, name)
    REFERENCES registered_models (workspace, name) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE evaluation_datasets ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE webhooks ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
DROP INDEX IF EXISTS unique_secret_name ON secrets;
ALTER TABLE secrets ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS uq_secrets_workspace_secret_name ON secrets (workspace, secret_name);
DROP INDEX IF EXISTS unique_endpoint_name ON endpoints;
ALTER TABLE endpoints ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS uq_endpoints_workspace_name ON endpoints (workspace, name);
DROP INDEX IF EXISTS unique_model_definition_name ON model_definitions;
ALTER TABLE model_definitions ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS uq_model_definitions_workspace_name ON model_definitions (workspace, name);
DROP INDEX IF EXISTS index_jobs_name_status_creation_time ON jobs;
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
CREATE TABLE IF NOT EXISTS workspaces (
    name VARCHAR(63) NOT NULL,
    description TEXT,
    default_artifact_root TEXT,
    PRIMARY KEY (name)
);
INSERT IGNORE INTO workspaces (name, description) VALUES ('default', 'Default workspace for legacy resources');
CREATE INDEX IF NOT EXISTS index_jobs_name_status_creation_time ON jobs (job_name, workspace, status, creation_time);
CREATE INDEX IF NOT EXISTS idx_experiments_workspace ON experiments (workspace);
CREATE INDEX IF NOT EXISTS idx_registered_models_workspace ON registered_models (workspace);
CREATE INDEX IF NOT EXISTS idx_experiments_workspace_creation_time ON experiments (workspace, creation_time);
CREATE INDEX IF NOT EXISTS idx_evaluation_datasets_workspace ON evaluation_datasets (workspace);
CREATE INDEX IF NOT EXISTS idx_webhooks_workspace ON webhooks (workspace);
CREATE INDEX IF NOT EXISTS idx_secrets_workspace ON secrets (workspace);
CREATE INDEX IF NOT EXISTS idx_endpoints_workspace ON endpoints (workspace);
CREATE INDEX IF NOT EXISTS idx_model_definitions_workspace ON model_definitions (workspace);
