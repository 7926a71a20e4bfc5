-- What came of a key ends with it: the keys it made, the links and upload addresses it gave out, the uploads it began.

-- The key that made a key; null where none did, and for keys of before.
-- link_epoch: raised to end every link and upload address that was given out until then. A user's is for those of before,
-- which know no key.
ALTER TABLE api_key
  ADD COLUMN issued_by  uuid REFERENCES api_key (id) ON DELETE SET NULL,
  ADD COLUMN link_epoch integer NOT NULL DEFAULT 0;
CREATE INDEX api_key_issued ON api_key (issued_by) WHERE issued_by IS NOT NULL;
ALTER TABLE app_user ADD COLUMN link_epoch integer NOT NULL DEFAULT 0;

-- Until when a key stands, and its epoch: what a tenant's work must know of the keys of those who work in it, super admins
-- included, whose keys themselves it must not see. It holds no tenant's rows and no secret, and has no policy. A trigger
-- keeps it, so that it holds for nodes of the release before; the application only reads it.
CREATE TABLE key_standing (
  key_id     uuid PRIMARY KEY REFERENCES api_key (id) ON DELETE CASCADE,
  ends_at    timestamptz NOT NULL,
  link_epoch integer NOT NULL
);
DO $$
BEGIN
  IF current_user <> '${app_role}' THEN
    REVOKE INSERT, UPDATE, DELETE ON key_standing FROM "${app_role}";
  END IF;
END $$;

CREATE FUNCTION sw_key_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO key_standing (key_id, ends_at, link_epoch)
  VALUES (NEW.id, least(NEW.expires_at, NEW.revoked_at, 'infinity'), NEW.link_epoch)
  ON CONFLICT (key_id) DO UPDATE SET ends_at = excluded.ends_at, link_epoch = excluded.link_epoch;
  RETURN NULL;
END $$;
CREATE TRIGGER key_stands AFTER INSERT OR UPDATE OF expires_at, revoked_at, link_epoch ON api_key
  FOR EACH ROW EXECUTE FUNCTION sw_key_stands();

INSERT INTO key_standing (key_id, ends_at, link_epoch)
SELECT id, least(expires_at, revoked_at, 'infinity'), link_epoch FROM api_key;
-- Where the disabling of a user and the making of a key of theirs crossed before.
UPDATE api_key k SET revoked_at = now() FROM app_user u
WHERE u.id = k.user_id AND u.disabled_at IS NOT NULL AND k.revoked_at IS NULL;

-- An upload address ends with the key it was asked for with.
ALTER TABLE upload_ticket
  ADD COLUMN key_id     uuid,
  ADD COLUMN link_epoch integer NOT NULL DEFAULT 0;

-- Whose upload writes an object: those of a user who goes are taken back. Null for copies, and for nodes of before.
ALTER TABLE object ADD COLUMN user_id uuid;

-- A key that an operator chose is kept as a slow salted hash (then hash is that), without its first characters. sealed is
-- what tells, with the master key only, whether the slow hash is worth its time. sealed_name is what a rotation of the
-- master key calls the row.
ALTER TABLE api_key
  ADD COLUMN salt   bytea,
  ADD COLUMN rounds integer,
  ADD COLUMN sealed bytea,
  ADD CONSTRAINT api_key_chosen CHECK ((salt IS NULL) = (rounds IS NULL) AND (salt IS NULL) = (sealed IS NULL));
ALTER TABLE api_key
  ADD COLUMN sealed_under text GENERATED ALWAYS AS
    (CASE WHEN sealed IS NOT NULL THEN sw_sealed_under(sealed) END) STORED,
  ADD COLUMN sealed_name text GENERATED ALWAYS AS (CASE WHEN sealed IS NOT NULL THEN id::text END) STORED;
CREATE INDEX api_key_under ON api_key (sealed_under) WHERE sealed_under IS NOT NULL;

-- The role an answer was given to: it is not given again to a lower one. Null for requests of before.
ALTER TABLE idempotency ADD COLUMN role text;
