-- What a place was proven to do, and when it is asked again. Everything has a default, so that nodes of the release
-- before go on registering; their backends are asked within a day.
ALTER TABLE backend
  ADD COLUMN health               text NOT NULL DEFAULT 'unverified'
                                    CHECK (health IN ('unverified', 'verified', 'degraded')),
  ADD COLUMN profile              jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN checks               jsonb NOT NULL DEFAULT '[]',
  -- Goes up with everything that makes an opened store another one, but for the credential, which has its own version.
  ADD COLUMN revision             integer NOT NULL DEFAULT 0,
  ADD COLUMN last_verified_at     timestamptz,
  ADD COLUMN next_verification_at timestamptz NOT NULL DEFAULT now() + random() * interval '1 day',
  -- How often in a row a scheduled verification failed for a reason that may pass by itself.
  ADD COLUMN verification_retries integer NOT NULL DEFAULT 0;

-- The schedule takes what is due, oldest first.
CREATE INDEX backend_verification_due ON backend (next_verification_at) WHERE state = 'active';

-- The version of a credential that was replaced stays for those who opened the backend with it a moment ago.
ALTER TABLE backend_credential ADD COLUMN superseded_at timestamptz;
CREATE INDEX backend_credential_superseded ON backend_credential (superseded_at) WHERE superseded_at IS NOT NULL;

-- Whether a backend ever proved that it may use its place: only those keep others from it. Those from before did.
ALTER TABLE backend ADD COLUMN proven boolean NOT NULL DEFAULT true;

-- Every owner has a row of its own for a place: who merely names a place takes nothing from those who use it.
ALTER TABLE location DROP CONSTRAINT location_place;
ALTER TABLE location ADD CONSTRAINT location_place UNIQUE NULLS NOT DISTINCT (endpoint, bucket, prefix, owner_tenant_id);
