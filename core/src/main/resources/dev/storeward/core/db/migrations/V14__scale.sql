-- One tenant with millions of files: what it has at each place is kept, a retry is a number, a tenant goes in pages.

-- How many files, and bytes of plaintext, a tenant has at each location: appended with every change, folded like the
-- counts of files. A trigger keeps it, so that it holds for every statement that makes, moves or deletes a file, those
-- of nodes of the release before included.
CREATE TABLE place_base (
  tenant_id   uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  location_id uuid NOT NULL,
  files       bigint NOT NULL,
  bytes       bigint NOT NULL,
  PRIMARY KEY (tenant_id, location_id)
);
CREATE TABLE place_delta (
  tenant_id   uuid NOT NULL,
  id          bigint GENERATED ALWAYS AS IDENTITY,
  location_id uuid NOT NULL,
  files       bigint NOT NULL,
  bytes       bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

CREATE FUNCTION sw_file_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_delta (tenant_id, location_id, files, bytes)
  SELECT f.tenant_id, o.location_id, count(*), sum(f.size)
  FROM came f JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
  GROUP BY f.tenant_id, o.location_id;
  RETURN NULL;
END $$;

CREATE FUNCTION sw_file_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_delta (tenant_id, location_id, files, bytes)
  SELECT f.tenant_id, o.location_id, -count(*), -sum(f.size)
  FROM went f JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
  GROUP BY f.tenant_id, o.location_id;
  RETURN NULL;
END $$;

CREATE FUNCTION sw_file_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_delta (tenant_id, location_id, files, bytes)
  SELECT f.tenant_id, o.location_id, sum(f.sign), sum(f.sign * f.size)
  FROM (SELECT n.tenant_id, n.object_id, n.size, 1 AS sign
        FROM came n JOIN went w ON w.tenant_id = n.tenant_id AND w.id = n.id
        WHERE w.object_id <> n.object_id
        UNION ALL
        SELECT w.tenant_id, w.object_id, w.size, -1
        FROM went w JOIN came n ON n.tenant_id = w.tenant_id AND n.id = w.id
        WHERE w.object_id <> n.object_id) f
  JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
  GROUP BY f.tenant_id, o.location_id
  HAVING sum(f.sign) <> 0 OR sum(f.sign * f.size) <> 0;
  RETURN NULL;
END $$;

-- Making the triggers keeps writers of files waiting until what there is was counted, in one pass.
CREATE TRIGGER file_placed AFTER INSERT ON file
  REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION sw_file_placed();
CREATE TRIGGER file_removed AFTER DELETE ON file
  REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION sw_file_removed();
CREATE TRIGGER file_moved AFTER UPDATE ON file
  REFERENCING OLD TABLE AS went NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION sw_file_moved();

INSERT INTO place_base (tenant_id, location_id, files, bytes)
SELECT f.tenant_id, o.location_id, count(*), sum(f.size)
FROM file f JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
JOIN tenant t ON t.id = f.tenant_id
GROUP BY f.tenant_id, o.location_id;

-- When a tenant was last counted file by file. A claim says that a count is under way, for half an hour at most.
CREATE TABLE recount (
  tenant_id  uuid PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
  claim      uuid,
  claimed_at timestamptz,
  counted_at timestamptz
);

-- A retry raises the migration's number: failed files of an earlier one are taken again, a batch at a time.
ALTER TABLE migration ADD COLUMN generation integer NOT NULL DEFAULT 0;
ALTER TABLE migration_item ADD COLUMN generation integer NOT NULL DEFAULT 0;
CREATE INDEX migration_item_again ON migration_item (tenant_id, migration_id, generation, file_id)
  WHERE state = 'failed';

-- A tenant that was deleted is nobody's any more; its rows go in pages, and its own is the last. removed_to: how far the
-- rows of its objects were looked through.
ALTER TABLE tenant ADD COLUMN deleted_at timestamptz,
  ADD COLUMN removed_to uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
CREATE INDEX tenant_deleted ON tenant (deleted_at) WHERE deleted_at IS NOT NULL;

DO $$
DECLARE
  walled text;
BEGIN
  FOREACH walled IN ARRAY ARRAY['place_base', 'place_delta', 'recount'] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format('CREATE POLICY of_tenant ON %s USING (sw_sees(tenant_id)) WITH CHECK (sw_sees(tenant_id))', walled);
  END LOOP;
END $$;
