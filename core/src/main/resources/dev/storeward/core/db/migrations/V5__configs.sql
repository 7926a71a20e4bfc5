-- The name for people of a backend that was registered with one; it need not be unique.
ALTER TABLE backend ADD COLUMN display_name text NOT NULL DEFAULT '';

-- Lists of what a tenant has, in both directions; the forgotten ones only pile up.
CREATE INDEX backend_listed ON backend (tenant_id, id) WHERE state <> 'forgotten';
