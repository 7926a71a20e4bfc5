-- Keys that sign requests and are never sent. They are keys like the others, with a user, a line, an end and a cap, but what
-- proves them is a signature: the server must be able to read their secret, so that is sealed under the master key instead of
-- hashed. It lies in a table of its own, which nodes of the release before do not know: they read sealed values in api_key.

-- prefix of one that signs is its whole access key id, twice as long as a prefix that is looked for; its hash is empty,
-- which no digest is. So nothing that is sent as a key is found to be one of these, by nodes of the release before either.
ALTER TABLE api_key ADD COLUMN kind text NOT NULL DEFAULT 'api';
ALTER TABLE api_key ADD CONSTRAINT api_key_kind CHECK
  (kind = 'api' OR (kind = 'signing' AND length(prefix) = 20 AND hash = ''::bytea AND salt IS NULL AND NOT bootstrap));
CREATE UNIQUE INDEX api_key_signing ON api_key (prefix) WHERE kind = 'signing';
-- What is listed of a user: one kind, without the ended ones.
CREATE INDEX api_key_listed ON api_key (user_id, kind, id) WHERE revoked_at IS NULL;

CREATE TABLE signing_key (
  key_id       uuid PRIMARY KEY REFERENCES api_key (id) ON DELETE CASCADE,
  sealed       bytea NOT NULL,
  sealed_under text GENERATED ALWAYS AS (sw_sealed_under(sealed)) STORED
);
CREATE INDEX signing_key_under ON signing_key (sealed_under);
ALTER TABLE signing_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE signing_key FORCE ROW LEVEL SECURITY;
-- Through the key it belongs to, whose own policy leaves out other tenants' and the operator's.
CREATE POLICY of_key ON signing_key
  USING (sw_sees(NULL) OR EXISTS (SELECT FROM api_key k WHERE k.id = key_id))
  WITH CHECK (sw_sees(NULL) OR EXISTS (SELECT FROM api_key k WHERE k.id = key_id));

-- The secret of a key that was revoked is gone, whoever revoked it.
CREATE FUNCTION sw_signing_key_ends() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM signing_key WHERE key_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER signing_key_ends AFTER UPDATE OF revoked_at ON api_key
  FOR EACH ROW WHEN (NEW.kind = 'signing' AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION sw_signing_key_ends();
