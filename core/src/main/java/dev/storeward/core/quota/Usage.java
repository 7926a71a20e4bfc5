package dev.storeward.core.quota;

/**
 * What a tenant has stored and may store.
 *
 * @param usedBytes the sizes of its files; uploads under way do not count
 * @param limitBytes the limit; may be below what is used
 */
public record Usage(long usedBytes, long limitBytes, long fileCount) {
    public long remainingBytes() {
        return Math.max(0, limitBytes - usedBytes);
    }
}
