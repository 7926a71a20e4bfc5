package dev.storeward.store;

/** One key that could not be deleted, and why. */
public record DeleteFailure(ObjectKey key, StoreException reason) {}
