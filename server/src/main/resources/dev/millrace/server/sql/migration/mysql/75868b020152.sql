-- A definition commits what was done before it. So what was moved is deleted after all of them, in one transaction with
-- the stamp, and the column of attributes goes with the next revision: an interrupted step finds all of it again.
ALTER TABLE assessments MODIFY COLUMN is_numeric_value BOOLEAN DEFAULT 0 NOT NULL;
CREATE TABLE IF NOT EXISTS sql_trace_metric_daily_rollups (
    id BIGINT NOT NULL AUTO_INCREMENT,
    experiment_id INTEGER NOT NULL,
    rollup_day DATE NOT NULL,
    metric_name VARCHAR(250) NOT NULL,
    grouping_set VARCHAR(50) NOT NULL,
    trace_status VARCHAR(50),
    sample_count BIGINT NOT NULL,
    sum_value DOUBLE,
    min_value DOUBLE,
    max_value DOUBLE,
    p50_value DOUBLE,
    p90_value DOUBLE,
    p99_value DOUBLE,
    PRIMARY KEY (id)
);
CREATE TABLE IF NOT EXISTS sql_span_cost_daily_rollups (
    id BIGINT NOT NULL AUTO_INCREMENT,
    experiment_id INTEGER NOT NULL,
    rollup_day DATE NOT NULL,
    metric_name VARCHAR(250) NOT NULL,
    grouping_set VARCHAR(50) NOT NULL,
    model_name VARCHAR(500),
    model_provider VARCHAR(500),
    sample_count BIGINT NOT NULL,
    sum_value DOUBLE,
    min_value DOUBLE,
    max_value DOUBLE,
    PRIMARY KEY (id)
);
CREATE TABLE IF NOT EXISTS sql_assessment_daily_rollups (
    id BIGINT NOT NULL AUTO_INCREMENT,
    experiment_id INTEGER NOT NULL,
    rollup_day DATE NOT NULL,
    metric_name VARCHAR(250) NOT NULL,
    grouping_set VARCHAR(50) NOT NULL,
    sample_count BIGINT NOT NULL,
    sum_value DOUBLE,
    min_value DOUBLE,
    max_value DOUBLE,
    PRIMARY KEY (id)
);
CREATE TABLE IF NOT EXISTS sql_trace_rollup_rebuild_queue (
    experiment_id INTEGER NOT NULL,
    rollup_day DATE NOT NULL,
    rollup_family VARCHAR(50) NOT NULL,
    PRIMARY KEY (experiment_id, rollup_day, rollup_family)
);
CREATE INDEX IF NOT EXISTS index_trace_info_experiment_id_session_id ON trace_info (experiment_id, session_id);
CREATE INDEX IF NOT EXISTS idx_trace_rollups_lookup ON sql_trace_metric_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set, trace_status);
CREATE INDEX IF NOT EXISTS idx_span_cost_rollups_lookup ON sql_span_cost_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set, model_name(64), model_provider(64));
CREATE INDEX IF NOT EXISTS idx_assessment_rollups_lookup ON sql_assessment_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set);
CREATE INDEX IF NOT EXISTS idx_spans_cost_trace_time_cover ON spans (trace_id, start_time_unix_nano);
CREATE INDEX IF NOT EXISTS idx_spans_cost_exp_time_cover ON spans (experiment_id, start_time_unix_nano);
CREATE INDEX IF NOT EXISTS idx_assessments_exp_trace_ts ON assessments (experiment_id, trace_timestamp_ms);
CREATE INDEX IF NOT EXISTS idx_assessments_exp_trace_ts_name ON assessments (experiment_id, trace_timestamp_ms, name);
CREATE INDEX IF NOT EXISTS idx_assessments_exp_name_valid ON assessments (experiment_id, name, valid);
-- A trace that came through a gateway's endpoint and has no cost of its own gets the sum of its spans'.
UPDATE trace_info SET total_cost = (SELECT SUM(spans.total_cost) FROM spans WHERE spans.trace_id = trace_info.request_id)
WHERE total_cost IS NULL AND EXISTS (
    SELECT 1 FROM trace_request_metadata AS metadata
    WHERE metadata.request_id = trace_info.request_id AND metadata.`key` = 'mlflow.gateway.endpointId');
-- What now has columns of its own.
DELETE FROM trace_tags WHERE BINARY `key` = 'mlflow.traceName';
DELETE FROM trace_request_metadata
WHERE BINARY `key` IN ('mlflow.trace.session', 'mlflow.trace.tokenUsage', 'mlflow.trace.cost');
DELETE FROM trace_metrics
WHERE BINARY `key` IN ('input_tokens', 'output_tokens', 'total_tokens', 'cache_read_input_tokens',
    'cache_creation_input_tokens', 'cache_creation_input_tokens_above_1hr');
DELETE FROM span_metrics WHERE BINARY `key` IN ('input_cost', 'output_cost', 'total_cost');
