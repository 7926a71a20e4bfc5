package dev.storeward.core.migration;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of a migration is done. Migrated, skipped and failed files together never pass the
 * total, and are the total when it has come to its end: what was deleted before a slot took it is
 * no part of it then, but told by itself.
 *
 * @param skippedFiles deleted since a slot took them, or at the target already
 * @param deletedFiles deleted or replaced before a slot took them, and so in no list of items; 0
 *     until the end
 * @param currentFile the object name of a file being moved; empty when none is
 * @param rate bytes a second lately; 0 when unknown
 * @param estimatedCompletion null as long as there is no rate
 */
public record MigrationProgress(
        long totalFiles,
        long totalBytes,
        long migratedFiles,
        long migratedBytes,
        long skippedFiles,
        long skippedBytes,
        long deletedFiles,
        long deletedBytes,
        long failedFiles,
        long failedBytes,
        String currentFile,
        long rate,
        @Nullable Instant estimatedCompletion) {

    /**
     * How much is done by bytes, 0 to 100 with one decimal; by files where there are no bytes. 100
     * only when all is.
     */
    public double percent() {
        long total = totalBytes > 0 ? totalBytes : totalFiles;
        long done = totalBytes > 0 ? migratedBytes + skippedBytes : migratedFiles + skippedFiles;
        if (done >= total) {
            return 100;
        }
        return Math.min(99.9, Math.round(done * 1000.0 / total) / 10.0);
    }
}
