ALTER TABLE endpoints ADD COLUMN experiment_id INTEGER
    CONSTRAINT fk_endpoints_experiment_id REFERENCES experiments (experiment_id) ON DELETE SET NULL;
ALTER TABLE endpoints ADD COLUMN usage_tracking BOOLEAN DEFAULT '0' NOT NULL;
