-- The rotation of the master key. A sealed value begins with a format byte, the length of its key's id and that id: so
-- an index finds what a key still seals. What is no sealed value is under the key ''.

CREATE FUNCTION sw_sealed_under(sealed bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN length(sealed) > 2 AND get_byte(sealed, 0) = 1
              THEN encode(substring(sealed FROM 3 FOR get_byte(sealed, 1)), 'escape') ELSE '' END;

CREATE INDEX tenant_key_sealed_under ON tenant_key (sw_sealed_under(sealed));
CREATE INDEX link_key_sealed_under ON link_key (sw_sealed_under(sealed));
CREATE INDEX backend_credential_sealed_under ON backend_credential (sw_sealed_under(sealed));

-- What a node reads in its key file, and which key it seals under. Null: a node of an earlier version, which no rotation
-- goes past.
ALTER TABLE node ADD COLUMN master_keys text[], ADD COLUMN seals_under text;

CREATE TABLE master_key_rotation (
  id          uuid PRIMARY KEY,
  from_key    text NOT NULL,
  to_key      text NOT NULL,
  state       text NOT NULL CHECK (state IN ('distribute', 'rewrap', 'done', 'abandoned')),
  rewrapped   bigint NOT NULL DEFAULT 0,
  unreadable  bigint NOT NULL DEFAULT 0,
  started_at  timestamptz NOT NULL,
  switched_at timestamptz,
  ended_at    timestamptz
);
CREATE UNIQUE INDEX master_key_rotation_open ON master_key_rotation ((true)) WHERE state IN ('distribute', 'rewrap');
CREATE INDEX master_key_rotation_newest ON master_key_rotation (started_at DESC, id DESC);
