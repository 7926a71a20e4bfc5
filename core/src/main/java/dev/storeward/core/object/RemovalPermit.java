package dev.storeward.core.object;

/**
 * Whether this cluster may take anything away now: expire writes, delete from buckets. Asked before
 * every page and batch.
 */
@FunctionalInterface
public interface RemovalPermit {
    boolean granted();

    /** For a cluster that nobody doubts. */
    static RemovalPermit always() {
        return () -> true;
    }
}
