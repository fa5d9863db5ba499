CREATE TABLE gateway_secret_permissions (
    id SERIAL NOT NULL,
    secret_id VARCHAR(255) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(255),
    CONSTRAINT gateway_secret_permissions_pkey PRIMARY KEY (id),
    CONSTRAINT unique_secret_user UNIQUE (secret_id, user_id),
    CONSTRAINT fk_gateway_secret_perm_user_id FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE TABLE gateway_endpoint_permissions (
    id SERIAL NOT NULL,
    endpoint_id VARCHAR(255) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(255),
    CONSTRAINT gateway_endpoint_permissions_pkey PRIMARY KEY (id),
    CONSTRAINT unique_endpoint_user UNIQUE (endpoint_id, user_id),
    CONSTRAINT fk_gateway_endpoint_perm_user_id FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE TABLE gateway_model_definition_permissions (
    id SERIAL NOT NULL,
    model_definition_id VARCHAR(255) NOT NULL,
    user_id INTEGER NOT NULL,
    permission VARCHAR(255),
    CONSTRAINT gateway_model_definition_permissions_pkey PRIMARY KEY (id),
    CONSTRAINT unique_model_def_user UNIQUE (model_definition_id, user_id),
    CONSTRAINT fk_gateway_model_def_perm_user_id FOREIGN KEY (user_id) REFERENCES users(id)
);
