package dev.storeward.core.placement.configuration;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.placement.StorageKind;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a tenant, as it was configured.
 *
 * @param backend null for the operator's shared one
 * @param message why it is not valid, or what it waits for
 * @param reason empty when it was not configured here, as with a placement of the platform door
 * @param configuredAt null for the shared one
 * @param configuredByEmail empty when nobody is known to have configured it
 */
public record Configuration(
        UUID tenantId,
        StorageKind kind,
        @Nullable Backend backend,
        Validation validation,
        String message,
        String reason,
        @Nullable Instant configuredAt,
        String configuredByEmail) {

    static Configuration shared(UUID tenantId) {
        return new Configuration(
                tenantId, StorageKind.SHARED, null, Validation.VALID, "", "", null, "");
    }

    /** Whether it proved itself. */
    public enum Validation {
        /** It was not asked yet, or waits for a migration's end. */
        PENDING,
        VALID,
        INVALID;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
