package dev.storeward.store.wrap;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;

/** Where an object really is, behind every {@link TransparentStore}. */
public record CopySource(ObjectStore store, ObjectKey key) {

    public static CopySource of(ObjectStore store, ObjectKey key) {
        CopySource at = new CopySource(store, key);
        while (at.store() instanceof TransparentStore wrapper) {
            at = new CopySource(wrapper.inner(), wrapper.innerKey(at.key()));
        }
        return at;
    }
}
