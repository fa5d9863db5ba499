ALTER TABLE endpoints ADD COLUMN IF NOT EXISTS routing_strategy VARCHAR(64);
ALTER TABLE endpoints ADD COLUMN IF NOT EXISTS fallback_config_json TEXT;
ALTER TABLE endpoint_model_mappings ADD COLUMN IF NOT EXISTS linkage_type VARCHAR(64) DEFAULT 'PRIMARY' NOT NULL;
ALTER TABLE endpoint_model_mappings ADD COLUMN IF NOT EXISTS fallback_order INTEGER;
DROP INDEX IF EXISTS unique_endpoint_model_mapping ON endpoint_model_mappings;
CREATE UNIQUE INDEX IF NOT EXISTS unique_endpoint_model_linkage_mapping ON endpoint_model_mappings (endpoint_id, model_definition_id, linkage_type);
