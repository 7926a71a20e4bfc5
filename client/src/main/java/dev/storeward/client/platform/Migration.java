package dev.storeward.client.platform;

import java.util.UUID;

/**
 * A move of a tenant's files.
 *
 * @param progressPercent 0 to 100, by bytes
 * @param skippedFiles deleted since their turn began, or at the target already
 * @param deletedFiles deleted before their turn; known at the end
 */
public record Migration(
        UUID id,
        String status,
        double progressPercent,
        long totalFiles,
        long totalBytes,
        long migratedFiles,
        long migratedBytes,
        long skippedFiles,
        long deletedFiles,
        long failedFiles) {
    /** Whether nothing more happens by itself. */
    public boolean hasEnded() {
        return !status.equals("pending") && !status.equals("in_progress");
    }
}
