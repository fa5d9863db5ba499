ALTER TABLE endpoint_bindings ADD COLUMN IF NOT EXISTS display_name VARCHAR(255);
