-- What two nodes compare is the database's time. Tests move it by replacing this one function.
CREATE FUNCTION sw_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now()';

-- ---------------------------------------------------------------------------------------------------------------
-- Directory: small tables with global ids.

CREATE TABLE installation (
  only_one      boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  id            uuid NOT NULL,
  master_key_id text NOT NULL,
  check_value   bytea NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE node (
  id           uuid PRIMARY KEY,
  name         text NOT NULL,
  started_at   timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL
);

CREATE TABLE tenant (
  id          uuid PRIMARY KEY,
  number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  slug        text NOT NULL,
  name        text NOT NULL,
  plan        text NOT NULL,
  quota_bytes bigint,
  external_id uuid NOT NULL UNIQUE,
  created_at  timestamptz NOT NULL,
  CONSTRAINT tenant_slug UNIQUE (slug)
);

CREATE TABLE app_user (
  id          uuid PRIMARY KEY,
  number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  tenant_id   uuid REFERENCES tenant (id),
  email       text NOT NULL,
  role        text NOT NULL CHECK (role IN ('member', 'supervisor', 'super_admin')),
  created_at  timestamptz NOT NULL,
  disabled_at timestamptz,
  CHECK ((role = 'super_admin') = (tenant_id IS NULL))
);
CREATE UNIQUE INDEX app_user_email ON app_user (tenant_id, lower(email)) NULLS NOT DISTINCT
  WHERE disabled_at IS NULL;
CREATE INDEX app_user_of_tenant ON app_user (tenant_id, id);

CREATE TABLE api_key (
  id         uuid PRIMARY KEY,
  user_id    uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  name       text NOT NULL,
  prefix     text NOT NULL,
  hash       bytea NOT NULL,
  bootstrap  boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX api_key_prefix ON api_key (prefix);
CREATE INDEX api_key_of_user ON api_key (user_id, id);

-- A place, for ever: objects refer to it. owner_tenant_id is null for the operator's own.
CREATE TABLE location (
  id              uuid PRIMARY KEY,
  owner_tenant_id uuid REFERENCES tenant (id),
  connector       text NOT NULL,
  endpoint        text NOT NULL,
  bucket          text NOT NULL,
  prefix          text NOT NULL,
  foreign_marker  text,
  created_at      timestamptz NOT NULL,
  CONSTRAINT location_place UNIQUE (endpoint, bucket, prefix)
);

-- How to reach a place: a name, settings and a credential.
CREATE TABLE backend (
  id                 uuid PRIMARY KEY,
  tenant_id          uuid REFERENCES tenant (id),
  name               text NOT NULL,
  location_id        uuid NOT NULL REFERENCES location (id),
  connector          text NOT NULL,
  settings           jsonb NOT NULL,
  state              text NOT NULL CHECK (state IN ('active', 'retired', 'forgotten')),
  credential_version integer NOT NULL,
  created_at         timestamptz NOT NULL,
  updated_at         timestamptz NOT NULL
);
CREATE UNIQUE INDEX backend_name ON backend (tenant_id, name) NULLS NOT DISTINCT WHERE state = 'active';
CREATE INDEX backend_of_tenant ON backend (tenant_id, id);
CREATE INDEX backend_of_location ON backend (location_id);

CREATE TABLE backend_credential (
  backend_id uuid NOT NULL REFERENCES backend (id) ON DELETE CASCADE,
  version    integer NOT NULL,
  field      text NOT NULL,
  sealed     bytea NOT NULL,
  PRIMARY KEY (backend_id, version, field)
);

CREATE TABLE placement (
  tenant_id   uuid PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
  backend_id  uuid REFERENCES backend (id),
  path_prefix text NOT NULL DEFAULT '',
  object_keys text NOT NULL DEFAULT 'readable' CHECK (object_keys IN ('readable', 'opaque')),
  version     bigint NOT NULL DEFAULT 1,
  updated_at  timestamptz NOT NULL
);
CREATE INDEX placement_of_backend ON placement (backend_id);

CREATE TABLE link_key (
  kid        text PRIMARY KEY,
  sealed     bytea NOT NULL,
  not_before timestamptz NOT NULL,
  retired_at timestamptz
);

CREATE TABLE idempotency (
  user_id     uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  scope       text NOT NULL,
  key         text NOT NULL,
  fingerprint text NOT NULL,
  token       uuid NOT NULL,
  node_id     uuid NOT NULL,
  status      integer,
  body        text,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (user_id, scope, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- db-scheduler's table, as its documentation gives it.
CREATE TABLE scheduled_tasks (
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
CREATE INDEX scheduled_tasks_due ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_heartbeat ON scheduled_tasks (last_heartbeat);
CREATE INDEX scheduled_tasks_priority ON scheduled_tasks (priority DESC, execution_time);

-- ---------------------------------------------------------------------------------------------------------------
-- Tenant tables: every key begins with tenant_id.

CREATE TABLE tenant_key (
  tenant_id  uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  key_id     text NOT NULL,
  sealed     bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, key_id)
);

-- One row a tenant, updated by every upload and delete: room on the page keeps the updates off the index.
CREATE TABLE usage (
  tenant_id   uuid PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
  charged     bigint NOT NULL DEFAULT 0 CHECK (charged >= 0),
  limit_bytes bigint NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- writing -> live -> doomed -> purging -> purged. The key of a bucket is never held by two rows, purged ones included.
-- No foreign keys to the directory: each upload would lock the same tenant's row.
CREATE TABLE object (
  tenant_id     uuid NOT NULL,
  id            uuid NOT NULL,
  content_id    uuid NOT NULL,
  location_id   uuid NOT NULL,
  key           text COLLATE "C" NOT NULL,
  state         text NOT NULL CHECK (state IN ('writing', 'live', 'doomed', 'purging', 'purged')),
  node_id       uuid NOT NULL,
  token         uuid NOT NULL,
  multipart_id  text,
  format        smallint NOT NULL,
  key_id        text NOT NULL,
  header        bytea,
  charged       bigint NOT NULL,
  stored_size   bigint,
  stored_sha256 bytea,
  created_at    timestamptz NOT NULL,
  deadline      timestamptz NOT NULL,
  purge_after   timestamptz,
  passes        smallint NOT NULL DEFAULT 0,
  failures      integer NOT NULL DEFAULT 0,
  last_error    text,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT object_key UNIQUE (tenant_id, location_id, key)
) WITH (fillfactor = 80);
-- The id is in it because statements about one write use it too: by tenant alone they would wade through the
-- entries of all the tenant's settled writes that no vacuum has removed yet.
CREATE INDEX object_writing ON object (tenant_id, id) INCLUDE (charged) WHERE state = 'writing';
CREATE INDEX object_due ON object (purge_after) WHERE state IN ('doomed', 'purging');
CREATE INDEX object_tombstone ON object (purge_after) WHERE state = 'purged';

-- object_id names the live object. No foreign key: rows of objects go only from states that no file points to, and the
-- check would need an index on every upload's way.
CREATE TABLE file (
  tenant_id    uuid NOT NULL,
  id           uuid NOT NULL,
  number       bigint GENERATED ALWAYS AS IDENTITY,
  user_id      uuid NOT NULL,
  address      text COLLATE "C" NOT NULL,
  name         text NOT NULL,
  category     text NOT NULL CHECK (category IN ('data_source', 'profile_image', 'general')),
  content_type text NOT NULL,
  size         bigint NOT NULL,
  plain_sha256 bytea NOT NULL,
  content_id   uuid NOT NULL,
  object_id    uuid NOT NULL,
  uploaded_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT file_address UNIQUE (tenant_id, address)
);
CREATE INDEX file_newest ON file (tenant_id, user_id, uploaded_at DESC, id DESC) INCLUDE (category);
CREATE INDEX file_of_user ON file (user_id);

CREATE TABLE count_base (
  tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  user_id   uuid NOT NULL,
  category  text NOT NULL,
  files     bigint NOT NULL,
  bytes     bigint NOT NULL,
  PRIMARY KEY (tenant_id, user_id, category)
);
CREATE TABLE count_delta (
  tenant_id uuid NOT NULL,
  id        bigint GENERATED ALWAYS AS IDENTITY,
  user_id   uuid NOT NULL,
  category  text NOT NULL,
  files     integer NOT NULL,
  bytes     bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

-- ---------------------------------------------------------------------------------------------------------------
-- Audit, by month.

CREATE TABLE audit (
  id          uuid NOT NULL,
  at          timestamptz NOT NULL,
  tenant_id   uuid,
  actor_id    uuid,
  actor_email text NOT NULL,
  action      text NOT NULL,
  target      text NOT NULL,
  details     jsonb NOT NULL,
  request_id  text NOT NULL,
  PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX audit_of_tenant ON audit (tenant_id, at DESC, id DESC);
CREATE INDEX audit_newest ON audit (at DESC, id DESC);
CREATE TABLE audit_rest PARTITION OF audit DEFAULT;

-- Makes the partition of a month; the application's role may call it though it owns no table.
CREATE FUNCTION sw_audit_partition(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  name  text := 'audit_' || to_char(first, 'YYYY_MM');
BEGIN
  -- Rows that came before their partition stay where they are: it cannot be made around them.
  IF to_regclass(name) IS NULL
     AND NOT EXISTS (SELECT FROM audit_rest WHERE at >= first AND at < first + interval '1 month') THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF audit FOR VALUES FROM (%L) TO (%L)',
                   name, first, (first + interval '1 month')::date);
    EXECUTE format('REVOKE ALL ON %I FROM %I', name, '${app_role}');
    EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', name, '${app_role}');
  END IF;
END $$;

-- ---------------------------------------------------------------------------------------------------------------
-- The application reads and writes rows; it owns nothing.

GRANT USAGE ON SCHEMA public TO "${app_role}";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "${app_role}";
REVOKE UPDATE, DELETE ON audit, audit_rest FROM "${app_role}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "${app_role}";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "${app_role}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "${app_role}";
