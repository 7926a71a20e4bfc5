-- A copy of the database is not the installation.

-- Where the database runs. found_fingerprint is where a start found it instead: then it is a restored copy, and nothing is
-- removed from any bucket until an operator decides.
-- A run is one life of the cluster: made by a start that finds no living node. run_of_server says which life of which
-- database server it was made on: a start on the same one goes on with it.
ALTER TABLE installation
  ADD COLUMN fingerprint       text,
  ADD COLUMN found_fingerprint text,
  ADD COLUMN found_at          timestamptz,
  ADD COLUMN copy_of           uuid,
  ADD COLUMN run               uuid,
  ADD COLUMN run_of_server     text;

-- left_to: the installation whose objects lie there, of which this one is a copy. Read, never written or purged.
-- marker_seen, marker_seen_at: what another run's marker said last, and since when it says so.
-- frozen_by: the run that purges there instead of ours.
ALTER TABLE location
  ADD COLUMN left_to        uuid,
  ADD COLUMN marker_seen    text,
  ADD COLUMN marker_seen_at timestamptz,
  ADD COLUMN frozen_by      uuid,
  ADD COLUMN frozen_at      timestamptz;
CREATE INDEX location_frozen ON location (id) WHERE frozen_by IS NOT NULL;

-- What tells this PostgreSQL cluster from others; asked with the owner's rights. NULL where even the owner may not ask.
CREATE FUNCTION sw_system_identifier() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT system_identifier::text FROM pg_control_system());
EXCEPTION WHEN insufficient_privilege THEN
  RETURN NULL;
END $$;
