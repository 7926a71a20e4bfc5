package dev.storeward.store.connector;

import dev.storeward.store.StoreException;

/**
 * Makes the bucket of a specification, for places that are the operator's own. Makes requests; safe
 * to call again after a failure. Safe for use by several threads.
 */
@FunctionalInterface
public interface BucketMaker {

    /** What came of it. */
    enum Made {
        /** The bucket is new and empty. */
        MADE,
        /** It was there, and belongs to whom the credential belongs to. What lies in it is open. */
        OURS_ALREADY,
        /** The name is somebody else's. */
        TAKEN
    }

    /**
     * Makes sure that the bucket exists. A bucket that is there is never changed.
     *
     * @throws StoreException when neither of the three can be said, such as for a credential that
     *     may not make buckets
     */
    Made make(BackendSpec spec, Credential credential, Outbound outbound);
}
