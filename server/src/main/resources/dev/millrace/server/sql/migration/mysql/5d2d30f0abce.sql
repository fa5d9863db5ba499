DROP INDEX IF EXISTS index_jobs_function_status_creation_time ON jobs;
ALTER TABLE jobs CHANGE COLUMN IF EXISTS function_fullname job_name VARCHAR(500);
CREATE INDEX IF NOT EXISTS index_jobs_name_status_creation_time ON jobs (job_name, status, creation_time);
