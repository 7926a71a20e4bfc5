package dev.storeward.core.quota;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant has stored and may store.
 *
 * @param usedBytes the sizes of its files; uploads under way do not count
 * @param limitBytes the limit; may be below what is used
 * @param countedAt when its files were last counted one by one; null when they never were
 */
public record Usage(long usedBytes, long limitBytes, long fileCount, @Nullable Instant countedAt) {
    public long remainingBytes() {
        return Math.max(0, limitBytes - usedBytes);
    }
}
