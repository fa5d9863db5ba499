CREATE TABLE IF NOT EXISTS webhooks (
    webhook_id VARCHAR(256) NOT NULL,
    name VARCHAR(256) NOT NULL,
    description VARCHAR(1000),
    url VARCHAR(500) NOT NULL,
    status VARCHAR(20) DEFAULT 'ACTIVE' NOT NULL,
    secret VARCHAR(1000),
    creation_timestamp BIGINT,
    last_updated_timestamp BIGINT,
    deleted_timestamp BIGINT,
    PRIMARY KEY (webhook_id)
);
CREATE TABLE IF NOT EXISTS webhook_events (
    webhook_id VARCHAR(256) NOT NULL,
    entity VARCHAR(50) NOT NULL,
    action VARCHAR(50) NOT NULL,
    PRIMARY KEY (webhook_id, entity, action),
    FOREIGN KEY (webhook_id) REFERENCES webhooks (webhook_id) ON DELETE cascade
);
CREATE INDEX IF NOT EXISTS idx_webhooks_status ON webhooks (status);
CREATE INDEX IF NOT EXISTS idx_webhooks_name ON webhooks (name);
CREATE INDEX IF NOT EXISTS idx_webhook_events_entity ON webhook_events (entity);
CREATE INDEX IF NOT EXISTS idx_webhook_events_action ON webhook_events (action);
CREATE INDEX IF NOT EXISTS idx_webhook_events_entity_action ON webhook_events (entity, action);
