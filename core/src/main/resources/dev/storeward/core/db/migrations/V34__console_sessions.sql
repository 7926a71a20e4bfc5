-- Who is signed in to the console, on whichever node. A session is as good as the key it was begun with, and not a moment
-- longer: whoever looks it up joins the key, its user and its tenant.
-- digest: SHA-256 of the token that the browser has; the token itself is kept nowhere.
CREATE TABLE console_session (
  id         uuid PRIMARY KEY,
  digest     bytea NOT NULL,
  key_id     uuid NOT NULL REFERENCES api_key (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX console_session_digest ON console_session (digest);
CREATE INDEX console_session_key ON console_session (key_id);
-- For who removes those that are over.
CREATE INDEX console_session_expires ON console_session (expires_at);
ALTER TABLE console_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE console_session FORCE ROW LEVEL SECURITY;
-- Through the key it belongs to, whose own policy leaves out other tenants' and the operator's.
CREATE POLICY of_key ON console_session
  USING (sw_sees(NULL) OR EXISTS (SELECT FROM api_key k WHERE k.id = key_id))
  WITH CHECK (sw_sees(NULL) OR EXISTS (SELECT FROM api_key k WHERE k.id = key_id));

-- For who looks for a tenant by what its slug or name begins with.
CREATE INDEX tenant_slug_begins ON tenant (slug text_pattern_ops);
CREATE INDEX tenant_name_begins ON tenant (lower(name) text_pattern_ops);
