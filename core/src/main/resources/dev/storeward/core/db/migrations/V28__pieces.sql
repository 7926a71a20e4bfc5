-- Content in pieces, each encrypted as a stream of its own, and uploads in several requests.

-- pieces: what is known of each piece of an object of format 2, packed; null for the others, and once it is purged.
ALTER TABLE object ADD COLUMN pieces bytea;
ALTER TABLE object ALTER COLUMN pieces SET STORAGE EXTERNAL;

-- pieces: of how many digests plain_sha256 is the digest; null for one, whose digest it is.
ALTER TABLE file ADD COLUMN pieces integer;

-- piece_sizes: by which the stored bytes of a file in pieces are hashed, as SIZExCOUNT; null for one stream.
ALTER TABLE migration_item ADD COLUMN piece_sizes text;

-- An upload in several requests. Its object is a row in state writing that belongs to no node: its session keeps it, and is
-- charged through it. What a piece of it lies in by itself, where a bucket takes no parts, is such a row too.
-- session_id: whose it is. piece: the number of the one piece that it holds.
ALTER TABLE object ADD COLUMN session_id uuid, ADD COLUMN piece integer;

-- node_id, completing: who completes it, and the fence of that. expires_at: when it is aborted; when an ended one is forgotten.
CREATE TABLE upload_session (
  tenant_id    uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  id           uuid NOT NULL,
  user_id      uuid NOT NULL,
  file_id      uuid NOT NULL,
  object_id    uuid NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('parted', 'resumable')),
  state        text NOT NULL CHECK (state IN ('open', 'completing', 'done', 'aborted')),
  address      text COLLATE "C" NOT NULL,
  name         text NOT NULL,
  category     text NOT NULL,
  content_type text NOT NULL,
  size         bigint,
  properties   jsonb,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  node_id      uuid,
  completing   uuid,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX upload_session_open ON upload_session (tenant_id, user_id, address, id) WHERE state IN ('open', 'completing');
CREATE INDEX upload_session_due ON upload_session (expires_at);
ALTER TABLE upload_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_session FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON upload_session USING (sw_sees(tenant_id)) WITH CHECK (sw_sees(tenant_id));

-- An attempt to send a piece, and, when it is kept, the piece. charged is part of what the session's object is charged.
-- object_id: the object that it lies in by itself. tag: the bucket's for a part. found_type: what its first bytes told.
CREATE TABLE upload_piece (
  tenant_id     uuid NOT NULL,
  session_id    uuid NOT NULL,
  number        integer NOT NULL CHECK (number BETWEEN 1 AND 10000),
  token         uuid NOT NULL,
  node_id       uuid NOT NULL,
  charged       bigint NOT NULL,
  kept          boolean NOT NULL DEFAULT false,
  object_id     uuid,
  header        bytea,
  md5           bytea,
  sha256        bytea,
  stored_sha256 bytea,
  tag           text,
  found_type    text,
  stored_at     timestamptz,
  PRIMARY KEY (tenant_id, token),
  FOREIGN KEY (tenant_id, session_id) REFERENCES upload_session (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX upload_piece_kept ON upload_piece (tenant_id, session_id, number) WHERE kept;
CREATE INDEX upload_piece_of ON upload_piece (tenant_id, session_id, number);
CREATE INDEX upload_piece_sent ON upload_piece (node_id) WHERE NOT kept;
ALTER TABLE upload_piece ENABLE ROW LEVEL SECURITY;
ALTER TABLE upload_piece FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON upload_piece USING (sw_sees(tenant_id)) WITH CHECK (sw_sees(tenant_id));
