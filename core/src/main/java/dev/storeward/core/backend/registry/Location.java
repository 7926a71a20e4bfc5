package dev.storeward.core.backend.registry;

import dev.storeward.store.Connector.Place;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place, for ever: objects refer to it.
 *
 * @param ownerTenantId null for the operator's own
 */
record Location(UUID id, @Nullable UUID ownerTenantId, Place place) {}
