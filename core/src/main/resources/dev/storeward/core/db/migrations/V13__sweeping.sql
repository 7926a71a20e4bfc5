-- Purges are claimed a place at a time. A row is a place with doomed objects that are due and a backend that leads there;
-- it goes when nothing is due there any more. next_at is the place's own time: a claim moves it to the end of its lease,
-- a failure of the whole place further with each one. All nodes share it. It holds no tenant's rows and has no policy.
CREATE TABLE purge_place (
  location_id uuid PRIMARY KEY REFERENCES location (id) ON DELETE CASCADE,
  next_at     timestamptz NOT NULL,
  claim       uuid,
  failures    integer NOT NULL DEFAULT 0,
  last_error  text NOT NULL DEFAULT ''
);
-- Places that work and such that failed lately are taken by different workers.
CREATE INDEX purge_place_due ON purge_place (next_at) WHERE failures = 0;
CREATE INDEX purge_place_troubled ON purge_place (next_at) WHERE failures > 0;

-- Which places have doomed objects, and what is due at one of them. object_due stays for nodes of the release before.
CREATE INDEX object_doomed ON object (location_id, purge_after) WHERE state IN ('doomed', 'purging');
