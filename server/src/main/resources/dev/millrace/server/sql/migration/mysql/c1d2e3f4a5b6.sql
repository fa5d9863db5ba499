DROP INDEX IF EXISTS index_spans_experiment_id ON spans;
CREATE INDEX IF NOT EXISTS index_spans_experiment_id_start_time ON spans (experiment_id, start_time_unix_nano);
