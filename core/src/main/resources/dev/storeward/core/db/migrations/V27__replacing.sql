-- A file may be replaced under its address, and keep more than its bytes.

-- What its client asked to be kept: null for everybody else, for whom it costs nothing.
-- md5: of the plaintext in hexadecimal digits. properties: headers, metadata, tags, checksums.
ALTER TABLE file
  ADD COLUMN md5        text,
  ADD COLUMN properties jsonb;

-- The roots that a user made in their own folder: each is a folder of that name, whether files lie in it or not.
CREATE TABLE root (
  tenant_id  uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  user_id    uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  name       text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, user_id, name)
);
CREATE INDEX root_of_user ON root (user_id);
ALTER TABLE root ENABLE ROW LEVEL SECURITY;
ALTER TABLE root FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON root USING (sw_sees(tenant_id)) WITH CHECK (sw_sees(tenant_id));
