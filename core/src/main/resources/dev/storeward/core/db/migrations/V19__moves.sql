-- A place that fails keeps the files of no other place waiting: those that wait are found by where they lie.
DROP INDEX migration_item_waiting;
CREATE INDEX migration_item_waiting ON migration_item (tenant_id, migration_id, slot, from_location, not_before, file_id)
  WHERE state = 'waiting';

-- Which place stands in a migration's way: only a file that moves from or to it says that it does no more.
ALTER TABLE migration ADD COLUMN trouble_location uuid;

-- What was moved is listed, and written to the manifest, past any number of files that were not.
CREATE INDEX migration_item_moved ON migration_item (tenant_id, migration_id, file_id) WHERE state = 'migrated';
