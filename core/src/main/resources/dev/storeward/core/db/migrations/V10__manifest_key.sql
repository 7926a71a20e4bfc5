-- The keys that sign the manifests of migrations: the newest signs, all of them prove.
CREATE TABLE manifest_key (
  id         text PRIMARY KEY,
  sealed     bytea NOT NULL,
  public_key bytea NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX manifest_key_sealed_under ON manifest_key (sw_sealed_under(sealed));
