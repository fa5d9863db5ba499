ALTER TABLE evaluation_dataset_records ADD COLUMN IF NOT EXISTS outputs JSON;
