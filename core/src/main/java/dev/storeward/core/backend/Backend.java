package dev.storeward.core.backend;

import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered place: a name and how to reach it, without the secrets.
 *
 * @param tenantId null for the operator's own
 * @param dedicatedTo the one tenant an operator's own is for; null for none
 * @param name unique among the active backends of its tenant
 * @param displayName any name for people; empty when it was registered without one
 * @param locationId the place itself, which outlives names and credentials
 * @param spec where it is, with what it was proven to do
 * @param credentialVersion which of its credentials is in force
 * @param lastVerifiedAt when the place was last asked; null when it never was
 * @param checks what came of it, empty when it never was
 */
public record Backend(
        UUID id,
        @Nullable UUID tenantId,
        @Nullable UUID dedicatedTo,
        String name,
        String displayName,
        UUID locationId,
        BackendSpec spec,
        State state,
        int credentialVersion,
        Health health,
        @Nullable Instant lastVerifiedAt,
        List<CheckResult> checks,
        Instant createdAt,
        Instant updatedAt) {
    public Backend {
        checks = List.copyOf(checks);
    }

    /** What the place was proven to do. */
    public Profile profile() {
        return spec.profile();
    }

    /** What a backend is good for. */
    public enum State {
        /** Known and sealed; takes and gives no files before it was validated. */
        CANDIDATE,
        /** Takes new files. */
        ACTIVE,
        /** Takes no new files; those on it stay readable. */
        RETIRED,
        /**
         * Its credential is destroyed; nothing on it can be read until the place is registered
         * again.
         */
        FORGOTTEN
    }

    /** What the last verification said. */
    public enum Health {
        /** Nobody asked the place yet. */
        UNVERIFIED,
        VERIFIED,
        /** It failed; files on the place may still be readable. */
        DEGRADED;

        /** As answers and audit rows spell it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
