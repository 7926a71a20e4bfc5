-- What was configured for a tenant on the admin door: a row a configuration, from candidate to drained.
CREATE TABLE placement_version (
  tenant_id           uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  id                  uuid NOT NULL,
  kind                text NOT NULL CHECK (kind IN ('dedicated', 'own')),
  backend_id          uuid NOT NULL REFERENCES backend (id) ON DELETE CASCADE,
  -- draining: another took its place, files lie on it still. withdrawn: it never took a file.
  state               text NOT NULL CHECK (state IN ('candidate', 'active', 'draining', 'drained', 'withdrawn')),
  validation          text NOT NULL CHECK (validation IN ('pending', 'valid', 'invalid')),
  message             text NOT NULL DEFAULT '',
  reason              text NOT NULL,
  configured_at       timestamptz NOT NULL,
  configured_by       uuid NOT NULL,
  configured_by_email text NOT NULL,
  -- A candidate is validated when it is due, by the node that claimed it as long as that one lives.
  due_at              timestamptz NOT NULL,
  claimed_by          uuid,
  claimed_at          timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX placement_version_candidate ON placement_version (tenant_id) WHERE state = 'candidate';
CREATE UNIQUE INDEX placement_version_active ON placement_version (tenant_id) WHERE state = 'active';
CREATE INDEX placement_version_due ON placement_version (due_at)
  WHERE state = 'candidate' AND validation = 'pending';
CREATE INDEX placement_version_draining ON placement_version (tenant_id, backend_id) WHERE state = 'draining';
CREATE INDEX placement_version_of_backend ON placement_version (backend_id);
