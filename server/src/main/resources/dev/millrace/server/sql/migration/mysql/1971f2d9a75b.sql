CREATE INDEX IF NOT EXISTS index_trace_info_timestamp_ms_request_id ON trace_info (timestamp_ms, request_id);
