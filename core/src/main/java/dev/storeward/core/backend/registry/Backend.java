package dev.storeward.core.backend.registry;

import dev.storeward.store.BackendSpec;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered place: a name and how to reach it, without the secrets.
 *
 * @param tenantId null for the operator's own
 * @param name unique among the active backends of its tenant
 * @param displayName any name for people; empty when it was registered without one
 * @param locationId the place itself, which outlives names and credentials
 * @param credentialVersion which of its credentials is in force
 */
public record Backend(
        UUID id,
        @Nullable UUID tenantId,
        String name,
        String displayName,
        UUID locationId,
        BackendSpec spec,
        State state,
        int credentialVersion,
        Instant createdAt,
        Instant updatedAt) {

    /** What a backend is good for. */
    public enum State {
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
}
