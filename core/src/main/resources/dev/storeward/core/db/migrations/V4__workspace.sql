-- What kind of backend its registrar called it, in their own words; kept as it was sent.
CREATE TABLE backend_label (
  backend_id uuid PRIMARY KEY REFERENCES backend (id) ON DELETE CASCADE,
  label      text NOT NULL
);

-- Whether a tenant ever had a storage of a name, forgotten ones included.
CREATE INDEX backend_ever_named ON backend (tenant_id, name);

-- An upload that was asked for and whose bytes are still to come. The id is the file's to be. No foreign keys to the
-- directory: the rows go by themselves soon after they expire.
CREATE TABLE upload_ticket (
  tenant_id    uuid NOT NULL,
  id           uuid NOT NULL,
  user_id      uuid NOT NULL,
  backend_id   uuid NOT NULL,
  file_name    text NOT NULL,
  token_sha256 bytea NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  claim        uuid,
  node_id      uuid,
  used_at      timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK ((claim IS NULL) = (node_id IS NULL))
);
CREATE INDEX upload_ticket_expiry ON upload_ticket (expires_at);
