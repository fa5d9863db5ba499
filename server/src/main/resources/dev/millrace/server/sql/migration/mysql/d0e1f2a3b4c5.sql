ALTER TABLE endpoints ADD COLUMN IF NOT EXISTS experiment_id INTEGER;
ALTER TABLE endpoints ADD COLUMN IF NOT EXISTS usage_tracking BOOLEAN DEFAULT 0 NOT NULL;
ALTER TABLE endpoints DROP FOREIGN KEY (experiment_id);
ALTER TABLE endpoints ADD CONSTRAINT fk_endpoints_experiment_id FOREIGN KEY (experiment_id)
    REFERENCES experiments (experiment_id) ON DELETE SET NULL;
