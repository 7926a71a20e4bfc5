-- What is counted up to a cap has an index that holds nothing else.
CREATE INDEX api_key_usable ON api_key (user_id, coalesce(expires_at, 'infinity'::timestamptz)) WHERE revoked_at IS NULL;
CREATE INDEX upload_ticket_open ON upload_ticket (tenant_id, expires_at) WHERE used_at IS NULL;
