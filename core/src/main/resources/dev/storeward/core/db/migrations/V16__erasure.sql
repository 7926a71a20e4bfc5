-- A delete is a delete of the content: it finds the other objects of a file's content, which wait for their purge.
CREATE INDEX object_doomed_content ON object (tenant_id, content_id) WHERE state = 'doomed';

-- No source waits longer than 30 days.
UPDATE object o SET purge_after = greatest(now(), i.ended_at + interval '30 days')
FROM migration m
JOIN migration_item i ON i.tenant_id = m.tenant_id AND i.migration_id = m.id AND i.state = 'migrated'
WHERE m.grace_seconds > 2592000 AND o.tenant_id = i.tenant_id AND o.id = i.from_object AND o.state = 'doomed'
  AND o.purge_after > i.ended_at + interval '30 days' AND o.purge_after <> 'infinity';
UPDATE migration SET grace_seconds = 2592000 WHERE grace_seconds > 2592000;
ALTER TABLE migration ADD CONSTRAINT migration_grace CHECK (grace_seconds <= 2592000);

-- Sources of files that were deleted since wait no longer, kept ones neither.
UPDATE object o SET purge_after = now()
WHERE o.state = 'doomed' AND o.passes = 0 AND o.purge_after > now()
  AND NOT EXISTS (SELECT FROM file f WHERE f.tenant_id = o.tenant_id AND f.content_id = o.content_id);

-- Whether a rollback takes along what was written since the migration that it undoes began.
ALTER TABLE migration ADD COLUMN include_new boolean NOT NULL DEFAULT true;

-- The items of a migration that ended long ago give way to its manifest, as it was signed: compressed, in parts.
CREATE TABLE migration_manifest (
  tenant_id    uuid NOT NULL,
  migration_id uuid NOT NULL REFERENCES migration (id) ON DELETE CASCADE,
  part         integer NOT NULL,
  body         bytea NOT NULL,
  PRIMARY KEY (tenant_id, migration_id, part)
);
CREATE INDEX migration_manifest_of ON migration_manifest (migration_id);
ALTER TABLE migration_manifest ENABLE ROW LEVEL SECURITY;
ALTER TABLE migration_manifest FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON migration_manifest USING (sw_sees(tenant_id)) WITH CHECK (sw_sees(tenant_id));
ALTER TABLE migration
  ADD COLUMN manifest_parts integer,
  ADD COLUMN items_pruned   boolean NOT NULL DEFAULT false;
CREATE INDEX migration_items_kept ON migration (completed_at) WHERE NOT items_pruned AND completed_at IS NOT NULL;
