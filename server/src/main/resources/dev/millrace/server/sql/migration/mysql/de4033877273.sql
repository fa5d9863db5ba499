CREATE TABLE IF NOT EXISTS entity_associations (
    association_id VARCHAR(36) NOT NULL,
    source_type VARCHAR(36) NOT NULL,
    source_id VARCHAR(36) NOT NULL,
    destination_type VARCHAR(36) NOT NULL,
    destination_id VARCHAR(36) NOT NULL,
    created_time BIGINT,
    PRIMARY KEY (source_type, source_id, destination_type, destination_id)
);
CREATE INDEX IF NOT EXISTS index_entity_associations_association_id ON entity_associations (association_id);
CREATE INDEX IF NOT EXISTS index_entity_associations_reverse_lookup ON entity_associations (destination_type, destination_id, source_type, source_id);
