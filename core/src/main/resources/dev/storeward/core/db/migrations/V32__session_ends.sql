-- multipart_id: of the bucket's own upload that a session's pieces are parts of; null where each lies in an object by itself.
-- The object's may be another: that of the upload by which such pieces are put together.
-- cleared: whether all is done that the end of a session asks for; then it has no pieces any more.
ALTER TABLE upload_session ADD COLUMN multipart_id text, ADD COLUMN cleared boolean NOT NULL DEFAULT false;
UPDATE upload_session s SET multipart_id = o.multipart_id
FROM object o WHERE s.kind = 'parted' AND o.tenant_id = s.tenant_id AND o.id = s.object_id;
CREATE INDEX upload_session_ended ON upload_session (tenant_id, id) WHERE state IN ('done', 'aborted') AND NOT cleared;

-- For who looks for writes that nobody goes on with, many times a minute: sessions may have a million objects in this state.
CREATE INDEX object_under_way ON object (tenant_id, id) WHERE state = 'writing' AND session_id IS NULL;
