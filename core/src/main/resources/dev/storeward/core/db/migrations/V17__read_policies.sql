-- What is read of places and backends is decided by one condition that reads the setting once, where two policies read it
-- twice for each of the operator's rows, which every upload and download goes through. What is seen and written stays.
DROP POLICY of_tenant ON location;
DROP POLICY of_operator ON location;
CREATE POLICY reads ON location FOR SELECT USING (
  CASE WHEN owner_tenant_id IS NULL THEN coalesce(current_setting('storeward.tenant', true), '') <> ''
       ELSE current_setting('storeward.tenant', true) IN ('system', owner_tenant_id::text) END);
CREATE POLICY adds ON location FOR INSERT WITH CHECK (sw_sees(owner_tenant_id));
CREATE POLICY changes ON location FOR UPDATE
  USING (sw_sees(owner_tenant_id)) WITH CHECK (sw_sees(owner_tenant_id));
CREATE POLICY removes ON location FOR DELETE USING (sw_sees(owner_tenant_id));

DROP POLICY of_tenant ON backend;
DROP POLICY of_operator ON backend;
CREATE POLICY reads ON backend FOR SELECT USING (
  CASE WHEN tenant_id IS NULL AND dedicated_to IS NULL
       THEN coalesce(current_setting('storeward.tenant', true), '') <> ''
       ELSE current_setting('storeward.tenant', true) IN ('system', coalesce(tenant_id, dedicated_to)::text) END);
CREATE POLICY adds ON backend FOR INSERT WITH CHECK (sw_sees(coalesce(tenant_id, dedicated_to)));
CREATE POLICY changes ON backend FOR UPDATE
  USING (sw_sees(coalesce(tenant_id, dedicated_to))) WITH CHECK (sw_sees(coalesce(tenant_id, dedicated_to)));
CREATE POLICY removes ON backend FOR DELETE USING (sw_sees(coalesce(tenant_id, dedicated_to)));
