ALTER TABLE endpoints ADD COLUMN experiment_id INTEGER;
ALTER TABLE endpoints ADD COLUMN usage_tracking BOOLEAN DEFAULT false NOT NULL;
ALTER TABLE endpoints ADD CONSTRAINT fk_endpoints_experiment_id FOREIGN KEY (experiment_id)
    REFERENCES experiments (experiment_id) ON DELETE SET NULL;
