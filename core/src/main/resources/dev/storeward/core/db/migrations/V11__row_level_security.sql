-- Row-level security: a second wall behind the tenant_id that every statement carries. The transaction's setting
-- storeward.tenant says whose rows are meant: a tenant's id, or 'system' for work across tenants. Without it nothing is
-- seen. It holds for the owner too (FORCE), which may be the application's own user; only superusers and BYPASSRLS pass.
-- A table with a tenant_id that comes later gets its policy in the migration that makes it.
--
--   tenant's own rows only     audit (rows without a tenant are the operator's: system), count_base, count_delta, file,
--                              migration, migration_item, migration_slot, object, placement, placement_version,
--                              tenant_key, upload_ticket, usage; their partitions too; tenant (by its id)
--   and read the operator's    app_user (super admins own files), backend (the shared one), location
--   through the row they       api_key, idempotency (their user), backend_credential, backend_label (their backend);
--   belong to                  keys and credentials of the operator's: system
--   one tenant's as well       a backend that is dedicated to a tenant is that tenant's to read and lock
--   no policy                  installation, node, link_key, manifest_key, master_key_rotation, scheduled_tasks,
--                              scheduled_slots, flyway_schema_history: they hold no tenant's rows

-- Whether rows of a tenant are meant. Not a plain comparison, so that the planner takes it to keep nearly every row: the
-- statement's own condition has chosen the tenant's already.
CREATE FUNCTION sw_sees(tenant uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (CASE WHEN current_setting('storeward.tenant', true) IN ('system', tenant::text) THEN 1 ELSE 0 END) <> 0;

-- Whether somebody's rows are meant at all: then the operator's may be read.
CREATE FUNCTION sw_sees_operator() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('storeward.tenant', true), '') <> '';

DO $$
DECLARE
  walled text;
BEGIN
  FOR walled IN
    SELECT p.relid::regclass::text
    FROM unnest(ARRAY['audit', 'count_base', 'count_delta', 'file', 'migration', 'migration_item', 'migration_slot',
                      'object', 'placement', 'placement_version', 'tenant_key', 'upload_ticket', 'usage']) AS name,
         LATERAL (SELECT relid FROM pg_partition_tree(name::regclass)
                  UNION SELECT name::regclass) AS p
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format('CREATE POLICY of_tenant ON %s USING (sw_sees(tenant_id)) WITH CHECK (sw_sees(tenant_id))', walled);
  END LOOP;
  FOREACH walled IN ARRAY ARRAY['tenant', 'app_user', 'api_key', 'idempotency', 'backend', 'backend_credential',
                                'backend_label', 'location']
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
  END LOOP;
END $$;

CREATE POLICY of_tenant ON tenant USING (sw_sees(id)) WITH CHECK (sw_sees(id));

CREATE POLICY of_tenant ON app_user USING (sw_sees(tenant_id)) WITH CHECK (sw_sees(tenant_id));
CREATE POLICY of_operator ON app_user FOR SELECT USING (tenant_id IS NULL AND sw_sees_operator());

CREATE POLICY of_tenant ON backend
  USING (sw_sees(coalesce(tenant_id, dedicated_to))) WITH CHECK (sw_sees(coalesce(tenant_id, dedicated_to)));
CREATE POLICY of_operator ON backend FOR SELECT
  USING (tenant_id IS NULL AND dedicated_to IS NULL AND sw_sees_operator());

CREATE POLICY of_tenant ON location USING (sw_sees(owner_tenant_id)) WITH CHECK (sw_sees(owner_tenant_id));
CREATE POLICY of_operator ON location FOR SELECT USING (owner_tenant_id IS NULL AND sw_sees_operator());

-- sw_sees(NULL) is true for the system: the look at the other table is left out then.
CREATE POLICY of_user ON api_key
  USING (sw_sees(NULL) OR EXISTS (SELECT FROM app_user u WHERE u.id = user_id AND u.tenant_id IS NOT NULL))
  WITH CHECK (sw_sees(NULL) OR EXISTS (SELECT FROM app_user u WHERE u.id = user_id AND u.tenant_id IS NOT NULL));
CREATE POLICY of_user ON idempotency
  USING (sw_sees(NULL) OR EXISTS (SELECT FROM app_user u WHERE u.id = user_id))
  WITH CHECK (sw_sees(NULL) OR EXISTS (SELECT FROM app_user u WHERE u.id = user_id));
CREATE POLICY of_backend ON backend_credential
  USING (sw_sees(NULL) OR EXISTS (SELECT FROM backend b WHERE b.id = backend_id AND b.tenant_id IS NOT NULL))
  WITH CHECK (sw_sees(NULL) OR EXISTS (SELECT FROM backend b WHERE b.id = backend_id AND b.tenant_id IS NOT NULL));
CREATE POLICY of_backend ON backend_label
  USING (sw_sees(NULL) OR EXISTS (SELECT FROM backend b WHERE b.id = backend_id AND b.tenant_id IS NOT NULL))
  WITH CHECK (sw_sees(NULL) OR EXISTS (SELECT FROM backend b WHERE b.id = backend_id AND b.tenant_id IS NOT NULL));

-- As in V1, and the new partition has its parent's policy, for who reads it directly. It looks at every tenant's rows.
CREATE OR REPLACE FUNCTION sw_audit_partition(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  name  text := 'audit_' || to_char(first, 'YYYY_MM');
  whose text := coalesce(current_setting('storeward.tenant', true), '');
BEGIN
  PERFORM set_config('storeward.tenant', 'system', true);
  -- Rows that came before their partition stay where they are: it cannot be made around them.
  IF to_regclass(name) IS NULL
     AND NOT EXISTS (SELECT FROM audit_rest WHERE at >= first AND at < first + interval '1 month') THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF audit FOR VALUES FROM (%L) TO (%L)',
                   name, first, (first + interval '1 month')::date);
    EXECUTE format('REVOKE ALL ON %I FROM %I', name, '${app_role}');
    EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', name, '${app_role}');
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY of_tenant ON %I USING (sw_sees(tenant_id)) WITH CHECK (sw_sees(tenant_id))', name);
  END IF;
  PERFORM set_config('storeward.tenant', whose, true);
END $$;

-- What a key seals is asked for by the system across tenants. Behind a policy an index serves only comparisons that are
-- known to leak nothing, which one of a column is and one of our function is not.
ALTER TABLE tenant_key ADD COLUMN sealed_under text GENERATED ALWAYS AS (sw_sealed_under(sealed)) STORED;
CREATE INDEX tenant_key_under ON tenant_key (sealed_under);
DROP INDEX tenant_key_sealed_under;
ALTER TABLE backend_credential ADD COLUMN sealed_under text GENERATED ALWAYS AS (sw_sealed_under(sealed)) STORED;
CREATE INDEX backend_credential_under ON backend_credential (sealed_under);
DROP INDEX backend_credential_sealed_under;
ALTER TABLE link_key ADD COLUMN sealed_under text GENERATED ALWAYS AS (sw_sealed_under(sealed)) STORED;
CREATE INDEX link_key_under ON link_key (sealed_under);
DROP INDEX link_key_sealed_under;
ALTER TABLE manifest_key ADD COLUMN sealed_under text GENERATED ALWAYS AS (sw_sealed_under(sealed)) STORED;
CREATE INDEX manifest_key_under ON manifest_key (sealed_under);
DROP INDEX manifest_key_sealed_under;
