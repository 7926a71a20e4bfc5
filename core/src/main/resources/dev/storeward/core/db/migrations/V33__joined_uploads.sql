-- For who looks on every node, twice a second, for requests that wait to write to an upload: there are a few of them.
CREATE INDEX upload_session_asked ON upload_session (tenant_id) WHERE asked = 'waiting';

-- kind partial: its bytes become no file by themselves, but a part of that of a joined one.
-- joined: the partial uploads that one was put together of, as its client named them; null for all others.
ALTER TABLE upload_session
  DROP CONSTRAINT upload_session_kind_check,
  ADD CONSTRAINT upload_session_kind_check CHECK (kind IN ('parted', 'resumable', 'partial', 'joined')),
  ADD COLUMN joined text;
CREATE INDEX upload_session_joined ON upload_session (tenant_id, user_id, md5(joined)) WHERE kind = 'joined';
