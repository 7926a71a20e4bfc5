-- What all nodes must agree on is told by each beside its heartbeat: the names of settings and what they come to, no secret.
-- Null for a node of an earlier version, which says nothing.
ALTER TABLE node ADD COLUMN agreed jsonb;

-- Where the data folder lay at the last start, without symbolic links: folders below it are found again when it was moved.
ALTER TABLE installation ADD COLUMN data_folder text;

-- Places older than the one form of addresses, which every registration looks through: the index holds only them.
CREATE INDEX location_spelled ON location (endpoint)
  WHERE endpoint LIKE '%://[%' OR endpoint LIKE '%://localhost%';
