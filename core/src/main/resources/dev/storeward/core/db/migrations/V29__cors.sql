-- The web origins whose pages may read what a tenant is answered. A list is at most a hundred rows, written as a whole.
CREATE TABLE allowed_origin (
  tenant_id       uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  origin          text COLLATE "C" NOT NULL,
  position        smallint NOT NULL,
  max_age_seconds integer NOT NULL,
  PRIMARY KEY (tenant_id, origin)
);
-- Whether anybody allows an origin, and the shortest time that any of them has it remembered: one row of the index.
CREATE INDEX allowed_origin_anywhere ON allowed_origin (origin, max_age_seconds);
ALTER TABLE allowed_origin ENABLE ROW LEVEL SECURITY;
ALTER TABLE allowed_origin FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON allowed_origin USING (sw_sees(tenant_id)) WITH CHECK (sw_sees(tenant_id));
