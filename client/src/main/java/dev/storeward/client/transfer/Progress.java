package dev.storeward.client.transfer;

/** Hears how a transfer goes on. Called by several threads. */
@FunctionalInterface
public interface Progress {
    Progress NONE = bytes -> {};

    /** So many bytes more are done; those of an earlier run are told at the beginning. */
    void advanced(long bytes);
}
