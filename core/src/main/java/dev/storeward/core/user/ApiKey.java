package dev.storeward.core.user;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key of a user, without what proves it.
 *
 * @param prefix the key's first characters, to tell it from others; of one that signs its access
 *     key id
 * @param expiresAt null for never
 * @param issuedBy the key it was made with; null where none is known
 */
public record ApiKey(
        UUID id,
        UUID userId,
        Kind kind,
        String name,
        String prefix,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable UUID issuedBy) {

    /** How a key proves who calls. */
    public enum Kind {
        /** It is sent with requests. */
        API,
        /** It signs requests, is never sent, and is sealed instead of hashed. */
        SIGNING;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
