CREATE TABLE IF NOT EXISTS trace_metrics (
    request_id VARCHAR(50) NOT NULL,
    `key` VARCHAR(250) NOT NULL,
    value DOUBLE,
    PRIMARY KEY (request_id, `key`),
    CONSTRAINT fk_trace_metrics_request_id FOREIGN KEY (request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS index_trace_metrics_request_id ON trace_metrics (request_id);
