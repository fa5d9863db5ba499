ALTER TABLE spans ADD COLUMN IF NOT EXISTS dimension_attributes JSON;
CREATE TABLE IF NOT EXISTS span_metrics (
    trace_id VARCHAR(50) NOT NULL,
    span_id VARCHAR(50) NOT NULL,
    `key` VARCHAR(250) NOT NULL,
    value DOUBLE,
    PRIMARY KEY (trace_id, span_id, `key`),
    CONSTRAINT fk_span_metrics_span FOREIGN KEY (trace_id, span_id) REFERENCES spans (trace_id, span_id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS index_span_metrics_trace_id_span_id ON span_metrics (trace_id, span_id);
