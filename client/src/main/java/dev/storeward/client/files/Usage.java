package dev.storeward.client.files;

/** What a tenant stores, and may store, in bytes. */
public record Usage(long usedBytes, long limitBytes, long fileCount, long remainingBytes) {}
