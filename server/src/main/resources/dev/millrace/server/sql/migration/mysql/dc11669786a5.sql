-- What was in it has been in columns of their own since the revision before.
ALTER TABLE spans DROP COLUMN IF EXISTS dimension_attributes;
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS executor_backend VARCHAR(255);
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS lease_expires_at BIGINT;
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS status_message TEXT;
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS progress JSON;
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS progress_updated_at BIGINT;
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS token_hash VARCHAR(64);
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS scoped_permissions JSON;
ALTER TABLE jobs ADD COLUMN IF NOT EXISTS next_attempt_at BIGINT;
CREATE TABLE IF NOT EXISTS scheduler_leases (
    lease_key VARCHAR(255) NOT NULL,
    acquired_at BIGINT NOT NULL,
    ttl_seconds INTEGER NOT NULL,
    PRIMARY KEY (lease_key)
);
CREATE TABLE IF NOT EXISTS job_locks (
    lock_key VARCHAR(255) NOT NULL,
    job_id VARCHAR(36) NOT NULL,
    acquired_at BIGINT NOT NULL,
    PRIMARY KEY (lock_key),
    CONSTRAINT fk_job_locks_job_id FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS index_job_locks_job_id ON job_locks (job_id);
CREATE INDEX IF NOT EXISTS index_jobs_status_lease_expires_at ON jobs (status, lease_expires_at);
-- Jobs that wait or run under the old rules are cancelled: pending 0, running 1, cancelled 5.
UPDATE jobs SET status = 5, last_update_time = CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)
WHERE status IN (0, 1);
