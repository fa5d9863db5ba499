-- MLflow 3.17.2's schema of users, roles and permissions on Microsoft SQL Server, Alembic revision f1a2b3c4d5e6, by the text of its migrations.
-- Two of their foreign keys are called fk_user_id, which SQL Server does not take, so that the original cannot make it there; the second has the name that it has on MariaDB.
-- One statement ends at a semicolon at the end of a line before a line that begins with CREATE or INSERT.
CREATE TABLE alembic_version_auth (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_auth_pkc PRIMARY KEY (version_num)
);
CREATE TABLE roles (
    id INTEGER NOT NULL IDENTITY(1,1),
    name VARCHAR(255) NOT NULL,
    workspace VARCHAR(63) NOT NULL,
    description VARCHAR(1024),
    PRIMARY KEY (id),
    CONSTRAINT unique_workspace_role_name UNIQUE (workspace, name)
);
CREATE TABLE role_permissions (
    id INTEGER NOT NULL IDENTITY(1,1),
    role_id INTEGER NOT NULL,
    resource_type VARCHAR(64) NOT NULL,
    resource_pattern VARCHAR(255) NOT NULL,
    permission VARCHAR(255) NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT unique_role_resource_perm UNIQUE (role_id, resource_type, resource_pattern),
    FOREIGN KEY (role_id) REFERENCES roles(id)
);
CREATE TABLE users (
    id INTEGER NOT NULL IDENTITY(1,1),
    username VARCHAR(255),
    password_hash VARCHAR(255),
    is_admin BIT,
    PRIMARY KEY (id),
    UNIQUE (username)
);
CREATE TABLE experiment_permissions (
    id INTEGER NOT NULL IDENTITY(1,1),
    experiment_id VARCHAR(255) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(255),
    PRIMARY KEY (id),
    CONSTRAINT unique_experiment_user UNIQUE (experiment_id, user_id),
    CONSTRAINT fk_user_id FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE TABLE gateway_endpoint_permissions (
    id INTEGER NOT NULL IDENTITY(1,1),
    endpoint_id VARCHAR(255) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(255),
    PRIMARY KEY (id),
    CONSTRAINT unique_endpoint_user UNIQUE (endpoint_id, user_id),
    CONSTRAINT fk_gateway_endpoint_perm_user_id FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE TABLE gateway_model_definition_permissions (
    id INTEGER NOT NULL IDENTITY(1,1),
    model_definition_id VARCHAR(255) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(255),
    PRIMARY KEY (id),
    CONSTRAINT unique_model_def_user UNIQUE (model_definition_id, user_id),
    CONSTRAINT fk_gateway_model_def_perm_user_id FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE TABLE gateway_secret_permissions (
    id INTEGER NOT NULL IDENTITY(1,1),
    secret_id VARCHAR(255) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(255),
    PRIMARY KEY (id),
    CONSTRAINT unique_secret_user UNIQUE (secret_id, user_id),
    CONSTRAINT fk_gateway_secret_perm_user_id FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE TABLE registered_model_permissions (
    id INTEGER NOT NULL IDENTITY(1,1),
    name VARCHAR(255) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(255),
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT unique_workspace_name_user UNIQUE (workspace, name, user_id),
    CONSTRAINT fk_registered_model_perm_user_id FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE TABLE scorer_permissions (
    id INTEGER NOT NULL IDENTITY(1,1),
    experiment_id VARCHAR(255) NOT NULL,
    scorer_name VARCHAR(256) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(255),
    PRIMARY KEY (id),
    CONSTRAINT unique_scorer_user UNIQUE (experiment_id, scorer_name, user_id),
    CONSTRAINT fk_scorer_perm_user_id FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE TABLE user_role_assignments (
    id INTEGER NOT NULL IDENTITY(1,1),
    user_id INTEGER NOT NULL,
    role_id INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT unique_user_role UNIQUE (user_id, role_id),
    FOREIGN KEY (role_id) REFERENCES roles(id),
    FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE TABLE workspace_permissions (
    workspace VARCHAR(63) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(32) NOT NULL,
    CONSTRAINT workspace_permissions_pk PRIMARY KEY (workspace, user_id),
    FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX idx_role_permissions_role_id ON role_permissions (role_id);
CREATE INDEX idx_roles_workspace ON roles (workspace);
CREATE INDEX idx_user_role_assignments_role_id ON user_role_assignments (role_id);
CREATE INDEX idx_user_role_assignments_user_id ON user_role_assignments (user_id);
CREATE INDEX idx_workspace_permissions_user_id ON workspace_permissions (user_id);
CREATE INDEX idx_workspace_permissions_workspace ON workspace_permissions (workspace);
INSERT INTO alembic_version_auth VALUES ('f1a2b3c4d5e6');
