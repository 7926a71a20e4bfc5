package dev.storeward.store.connector;

import dev.storeward.store.Capabilities;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Finds out by trying what a store only claims. Writes below a key of the caller's choice. */
public final class CapabilityProbe {
    private CapabilityProbe() {}

    /**
     * Whether {@link PutOptions#ifAbsent()} is honoured, whatever the store's {@link Capabilities}
     * say.
     *
     * @param key free; deleted again before this returns
     */
    public static boolean conditionalPut(ObjectStore store, ObjectKey key) {
        Content body = Content.of("probe".getBytes(StandardCharsets.UTF_8));
        PutOptions ifAbsent = new PutOptions(true, "text/plain", java.util.Map.of());
        store.put(key, body, PutOptions.defaults());
        try {
            store.put(key, body, ifAbsent);
            return false;
        } catch (StoreException e) {
            return switch (e.code()) {
                case ALREADY_EXISTS -> true;
                // Servers that do not know the header may refuse the whole request.
                case INVALID, UNKNOWN -> false;
                case NOT_FOUND,
                        BUCKET_NOT_FOUND,
                        UNAUTHENTICATED,
                        FORBIDDEN,
                        ARCHIVED,
                        RETAINED,
                        CORRUPT,
                        FULL,
                        THROTTLED,
                        UNREACHABLE ->
                        throw e;
            };
        } finally {
            store.delete(List.of(key));
        }
    }
}
