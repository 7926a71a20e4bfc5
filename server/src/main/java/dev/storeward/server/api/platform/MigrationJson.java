package dev.storeward.server.api.platform;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON bodies about migrations. */
final class MigrationJson {
    private MigrationJson() {}

    /**
     * A migration that is asked for.
     *
     * @param targetBackendId an id, {@code shared} or {@code dedicated}
     * @param plan true to be told only what it would do
     */
    record NewMigration(
            @Nullable UUID sourceBackendId,
            @Nullable String targetBackendId,
            @Nullable Boolean plan,
            @Nullable Long bandwidthBytesPerSecond,
            @Nullable Integer concurrency,
            @Nullable Window window,
            @Nullable Long graceSeconds,
            @Nullable String reason) {}

    record Window(@Nullable String from, @Nullable String to, @Nullable String zone) {}

    /** New limits; null takes one away, an absent one stays. The grace period only shortens. */
    record Change(
            @Nullable JsonNode bandwidthBytesPerSecond,
            @Nullable Integer concurrency,
            @Nullable JsonNode window,
            @Nullable Long graceSeconds) {}

    record Reason(@Nullable String reason) {}

    record Rollback(@Nullable Boolean includeNew, @Nullable String reason) {}

    record Plan(
            long files,
            long bytes,
            long requests,
            @Nullable Long estimatedSeconds,
            String figures,
            List<String> blockers) {}

    record Item(
            UUID id,
            UUID tenantId,
            String status,
            @Nullable UUID sourceBackendId,
            String sourceKind,
            UUID targetBackendId,
            String targetKind,
            @Nullable UUID rollbackOf,
            double progressPercent,
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
            @Nullable String currentFile,
            long rateBytesPerSecond,
            @Nullable String estimatedCompletion,
            Limits limits,
            long graceSeconds,
            boolean keepSource,
            @Nullable Trouble trouble,
            String reason,
            String startedAt,
            @Nullable String completedAt,
            String initiatedByEmail) {}

    record Limits(
            @Nullable Long bandwidthBytesPerSecond, int concurrency, @Nullable Window window) {}

    record Trouble(String code, String message, String since) {}

    record FileItem(
            UUID fileId,
            String objectName,
            String status,
            long size,
            int attempts,
            @Nullable String code,
            @Nullable String message,
            @Nullable String endedAt) {}

    record ManifestKey(String id, String algorithm, String publicKey, String createdAt) {}
}
