package dev.storeward.store.wrap;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;

/**
 * A decorator that keeps an object's bytes as they are, so that a copy inside the provider may look
 * through it.
 */
public interface TransparentStore extends ObjectStore {

    /** The store behind this one. */
    ObjectStore inner();

    /** What the store behind this one calls the object. */
    ObjectKey innerKey(ObjectKey key);
}
