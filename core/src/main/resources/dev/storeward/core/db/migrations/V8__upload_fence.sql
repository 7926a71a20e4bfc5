-- The version of the tenant's placement, beside the charge: one statement charges an upload and sees whether the place it
-- was given still stands. A plain read of the placement would see what its snapshot sees, which may be older than a change
-- that is committed by then; the row that is charged is always the newest.
ALTER TABLE usage ADD COLUMN placement_version bigint NOT NULL DEFAULT 1;
UPDATE usage SET placement_version = p.version FROM placement p WHERE p.tenant_id = usage.tenant_id;

CREATE FUNCTION sw_placement_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE usage SET placement_version = NEW.version WHERE tenant_id = NEW.tenant_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER placement_moved AFTER UPDATE OF version ON placement
  FOR EACH ROW EXECUTE FUNCTION sw_placement_moved();
