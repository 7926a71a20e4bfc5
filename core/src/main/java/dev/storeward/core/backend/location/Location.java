package dev.storeward.core.backend.location;

import dev.storeward.store.connector.Connector.Place;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place that belongs to one owner. It never changes, because objects refer to it; only a folder
 * below the data folder follows it to another path.
 *
 * @param ownerTenantId null for the operator's own
 * @param held whether somebody proved the place: nobody else gets it
 * @param occupied whether files lie there
 */
record Location(
        UUID id, @Nullable UUID ownerTenantId, Place place, boolean held, boolean occupied) {}
