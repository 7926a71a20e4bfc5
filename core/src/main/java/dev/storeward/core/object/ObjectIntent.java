package dev.storeward.core.object;

import dev.storeward.store.ObjectKey;
import java.util.UUID;

/**
 * An object that is about to be written: its row is committed before the first byte leaves.
 *
 * @param token the fence: only its holder may settle or extend the row
 */
public record ObjectIntent(
        UUID tenantId, UUID id, UUID contentId, UUID locationId, ObjectKey key, UUID token) {}
