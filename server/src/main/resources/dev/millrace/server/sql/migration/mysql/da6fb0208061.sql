ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS db_payload_generation INTEGER DEFAULT '0' NOT NULL;
ALTER TABLE workspaces ADD COLUMN IF NOT EXISTS trace_archival_location TEXT;
ALTER TABLE workspaces ADD COLUMN IF NOT EXISTS trace_archival_retention VARCHAR(32);
