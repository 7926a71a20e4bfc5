package dev.storeward.store.wrap;

import dev.storeward.store.StoreException;
import java.util.Optional;

/**
 * Told of every call to a metered store once it is over. Called by many threads; does not block.
 */
@FunctionalInterface
public interface Meter {

    /** What was called. */
    enum Operation {
        PUT,
        GET,
        HEAD,
        DELETE,
        LIST,
        COPY,
        PRESIGN,
        UPLOAD_START,
        UPLOAD_PART,
        UPLOAD_COMPLETE,
        UPLOAD_ABORT,
        UPLOAD_LIST
    }

    /**
     * A call that is over.
     *
     * @param bytes bytes of bodies that were written, or read until the body was closed
     * @param nanos how long it took; of a get until its body was closed
     * @param failure why it failed; empty when it did not
     */
    record Call(
            Operation operation, long bytes, long nanos, Optional<StoreException.Code> failure) {}

    void called(Call call);
}
