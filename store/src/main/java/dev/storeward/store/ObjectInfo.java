package dev.storeward.store;

import java.time.Instant;
import java.util.Map;

/**
 * What a store says of one object.
 *
 * @param size bytes as stored
 * @param etag the store's own tag, without quotes, opaque and never trusted as a digest; empty when
 *     it gave none
 * @param metadata lower-case names; empty in list answers
 */
public record ObjectInfo(
        ObjectKey key, long size, String etag, Instant lastModified, Map<String, String> metadata) {
    public ObjectInfo {
        metadata = Map.copyOf(metadata);
    }
}
