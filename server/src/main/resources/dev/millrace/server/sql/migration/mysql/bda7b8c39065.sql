ALTER TABLE model_version_tags MODIFY COLUMN value TEXT;
