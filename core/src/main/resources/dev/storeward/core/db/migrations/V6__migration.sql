-- Live migration: a tenant's files move from one backend to another while they are read, written and deleted.

-- A dedicated backend is the operator's (no tenant_id: its credential and its way are the operator's), for one tenant.
ALTER TABLE backend ADD COLUMN dedicated_to uuid REFERENCES tenant (id) ON DELETE SET NULL;
CREATE UNIQUE INDEX backend_dedicated ON backend (dedicated_to) WHERE state = 'active';

-- A candidate is known and sealed, and takes and gives no files until it was validated.
ALTER TABLE backend DROP CONSTRAINT backend_state_check;
ALTER TABLE backend ADD CONSTRAINT backend_state_check
  CHECK (state IN ('candidate', 'active', 'retired', 'forgotten'));

-- Ordered rules that decide before the default; an empty list for none.
ALTER TABLE placement ADD COLUMN rules jsonb NOT NULL DEFAULT '[]';

CREATE TABLE migration (
  id                 uuid PRIMARY KEY,
  tenant_id          uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  state              text NOT NULL CHECK (state IN ('pending', 'in_progress', 'completed', 'completed_with_errors',
                                                    'failed', 'cancelled')),
  -- Null: every file that does not lie at the target.
  source_backend_id  uuid REFERENCES backend (id),
  source_location_id uuid REFERENCES location (id),
  -- Where most of the bytes lay, and the backend they lay on: what a rollback returns to.
  source_kind        text NOT NULL CHECK (source_kind IN ('shared', 'dedicated', 'own')),
  home_backend_id    uuid NOT NULL REFERENCES backend (id),
  target_backend_id  uuid NOT NULL REFERENCES backend (id),
  target_location_id uuid NOT NULL REFERENCES location (id),
  target_kind        text NOT NULL CHECK (target_kind IN ('shared', 'dedicated', 'own')),
  rollback_of        uuid REFERENCES migration (id) ON DELETE CASCADE,
  total_files        bigint NOT NULL,
  total_bytes        bigint NOT NULL,
  -- Files are taken in the order of their ids; a round that found its end begins again for what came meanwhile.
  taken_to           uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  taken_all          boolean NOT NULL DEFAULT false,
  -- Whether the round under way began when nothing could come to the source any more: then it is the last one.
  quiet              boolean NOT NULL DEFAULT false,
  slots              smallint NOT NULL,
  -- What the placement became when new uploads were sent to the target.
  placement_version  bigint NOT NULL,
  placement_before   jsonb NOT NULL,
  grace_seconds      bigint NOT NULL CHECK (grace_seconds >= 0),
  keep_source        boolean NOT NULL DEFAULT false,
  bandwidth          bigint CHECK (bandwidth > 0),
  concurrency        integer NOT NULL CHECK (concurrency BETWEEN 1 AND 64),
  window_from        text NOT NULL DEFAULT '',
  window_to          text NOT NULL DEFAULT '',
  window_zone        text NOT NULL DEFAULT '',
  reason             text NOT NULL DEFAULT '',
  cancel_reason      text NOT NULL DEFAULT '',
  -- What stands in the way now, or why it failed: a code and a sentence.
  trouble_code       text NOT NULL DEFAULT '',
  trouble            text NOT NULL DEFAULT '',
  trouble_since      timestamptz,
  trouble_seen       timestamptz,
  started_at         timestamptz NOT NULL,
  completed_at       timestamptz,
  initiated_by       uuid NOT NULL,
  initiated_by_email text NOT NULL
);
CREATE UNIQUE INDEX migration_open ON migration (tenant_id) WHERE state IN ('pending', 'in_progress');
CREATE INDEX migration_of_tenant ON migration (tenant_id, id DESC);
CREATE INDEX migration_under_way ON migration (id) WHERE state IN ('pending', 'in_progress');
CREATE INDEX migration_from ON migration (source_backend_id) WHERE state IN ('pending', 'in_progress');
CREATE INDEX migration_rolls_back ON migration (rollback_of) WHERE rollback_of IS NOT NULL;

-- A slot is one of the hands that work on a migration, and its row the counters of what that hand did.
CREATE TABLE migration_slot (
  tenant_id      uuid NOT NULL,
  migration_id   uuid NOT NULL REFERENCES migration (id) ON DELETE CASCADE,
  slot           smallint NOT NULL,
  migrated_files bigint NOT NULL DEFAULT 0,
  migrated_bytes bigint NOT NULL DEFAULT 0,
  skipped_files  bigint NOT NULL DEFAULT 0,
  skipped_bytes  bigint NOT NULL DEFAULT 0,
  failed_files   bigint NOT NULL DEFAULT 0,
  failed_bytes   bigint NOT NULL DEFAULT 0,
  -- Bytes a second lately, and the file worked on; old when touched_at is.
  rate           bigint NOT NULL DEFAULT 0,
  current_file   text NOT NULL DEFAULT '',
  touched_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, migration_id, slot)
) WITH (fillfactor = 50);

-- One row a file that was taken. Places and digests are kept with it: the rows of objects go, the manifest stays true.
CREATE TABLE migration_item (
  tenant_id     uuid NOT NULL,
  migration_id  uuid NOT NULL,
  file_id       uuid NOT NULL,
  slot          smallint NOT NULL,
  state         text NOT NULL CHECK (state IN ('waiting', 'migrated', 'skipped', 'failed')),
  size          bigint NOT NULL,
  from_object   uuid NOT NULL,
  to_object     uuid,
  to_location   uuid,
  from_location uuid NOT NULL,
  from_key      text COLLATE "C" NOT NULL,
  to_key        text COLLATE "C",
  stored_size   bigint,
  stored_sha256 bytea,
  attempts      integer NOT NULL DEFAULT 0,
  not_before    timestamptz NOT NULL,
  code          text NOT NULL DEFAULT '',
  message       text NOT NULL DEFAULT '',
  ended_at      timestamptz,
  PRIMARY KEY (tenant_id, migration_id, file_id)
) PARTITION BY HASH (migration_id);
CREATE TABLE migration_item_0 PARTITION OF migration_item FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE migration_item_1 PARTITION OF migration_item FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE migration_item_2 PARTITION OF migration_item FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE migration_item_3 PARTITION OF migration_item FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE migration_item_4 PARTITION OF migration_item FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE migration_item_5 PARTITION OF migration_item FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE migration_item_6 PARTITION OF migration_item FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE migration_item_7 PARTITION OF migration_item FOR VALUES WITH (MODULUS 8, REMAINDER 7);
CREATE INDEX migration_item_waiting ON migration_item (tenant_id, migration_id, slot, not_before, file_id)
  WHERE state = 'waiting';
CREATE INDEX migration_item_left ON migration_item (tenant_id, migration_id, state, file_id)
  WHERE state IN ('failed', 'skipped');

-- db-scheduler's table once more, for the hands of migrations: they run for long and keep no other work waiting.
CREATE TABLE scheduled_slots (
  task_name            text NOT NULL,
  task_instance        text NOT NULL,
  task_data            bytea,
  execution_time       timestamptz NOT NULL,
  picked               boolean NOT NULL,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint NOT NULL,
  priority             smallint,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_slots_due ON scheduled_slots (execution_time);
CREATE INDEX scheduled_slots_heartbeat ON scheduled_slots (last_heartbeat);
CREATE INDEX scheduled_slots_priority ON scheduled_slots (priority DESC, execution_time);
