-- How often the way to a location has changed: which backend reaches it, and how. What a download must know of its location
-- and backend is then remembered by this number, instead of being read through two more walled tables each time. It holds no
-- tenant's rows, and has no policy. Triggers keep it, so that it holds for nodes of the release before; the application only
-- reads it. The number rises when the change is committed, so that nothing waits for another's unit of work.
CREATE TABLE location_reach (
  location_id uuid PRIMARY KEY REFERENCES location (id) ON DELETE CASCADE,
  version     bigint NOT NULL
);
DO $$
BEGIN
  IF current_user <> '${app_role}' THEN
    REVOKE INSERT, UPDATE, DELETE ON location_reach FROM "${app_role}";
  END IF;
END $$;

CREATE FUNCTION sw_location_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO location_reach (location_id, version) VALUES (NEW.id, 1);
  RETURN NULL;
END $$;
CREATE TRIGGER location_made AFTER INSERT ON location FOR EACH ROW EXECUTE FUNCTION sw_location_made();

CREATE FUNCTION sw_location_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE location_reach SET version = version + 1 WHERE location_id = NEW.id;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER location_changed AFTER UPDATE OF bucket, owner_tenant_id ON location
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sw_location_changed();

CREATE FUNCTION sw_reach_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE location_reach SET version = version + 1 WHERE location_id = OLD.location_id;
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.location_id <> OLD.location_id) THEN
    UPDATE location_reach SET version = version + 1 WHERE location_id = NEW.location_id;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reach_begun AFTER INSERT OR DELETE ON backend
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sw_reach_changed();
CREATE CONSTRAINT TRIGGER reach_changed AFTER UPDATE ON backend
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.tenant_id, OLD.dedicated_to, OLD.location_id, OLD.name, OLD.connector, OLD.state, OLD.proven,
         OLD.credential_version, OLD.revision)
        IS DISTINCT FROM
        (NEW.tenant_id, NEW.dedicated_to, NEW.location_id, NEW.name, NEW.connector, NEW.state, NEW.proven,
         NEW.credential_version, NEW.revision))
  EXECUTE FUNCTION sw_reach_changed();

INSERT INTO location_reach (location_id, version) SELECT id, 1 FROM location;
