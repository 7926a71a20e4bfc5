package dev.storeward.server.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the admin door is asked and answers. What is null is left out. */
final class AdminJson {
    private AdminJson() {}

    /** Why something is done. */
    record Reason(@Nullable String reason) {}

    /** A configuration; each answer has a part of the fields. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Config(
            UUID tenantId,
            String providerType,
            String bucketName,
            @Nullable String region,
            @Nullable String endpointUrl,
            @Nullable String pathPrefix,
            String validationStatus,
            @Nullable String validationMessage,
            @Nullable String configuredAt,
            @Nullable String configuredByEmail,
            @Nullable String reason) {}

    record Shared(UUID tenantId, String providerType, boolean isDefault, String message) {}

    record ConfiguredShared(
            UUID tenantId,
            String providerType,
            boolean isDefault,
            String validationStatus,
            String message) {}

    record Reset(String message, UUID tenantId, String providerType) {}

    record Validation(boolean valid, Checks checks, String message) {}

    record Checks(
            String connection,
            String authentication,
            String readPermission,
            String writePermission,
            String deletePermission) {}

    record Migrate(@Nullable String targetProvider) {}

    /** A migration; each answer has a part of the fields. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Migration(
            String id,
            @Nullable UUID tenantId,
            String sourceProvider,
            String targetProvider,
            String status,
            long totalFiles,
            long totalBytes,
            long migratedFiles,
            long migratedBytes,
            long failedFiles,
            long skippedFiles,
            @Nullable Double progressPercent,
            @Nullable String currentFile,
            String startedAt,
            @Nullable String estimatedCompletion,
            @Nullable String completedAt,
            @Nullable String initiatedByEmail) {}

    record History(List<Migration> migrations, int count) {}

    record Cancelled(String message, String migrationId) {}

    record Statistics(Map<String, Long> providerDistribution, Map<String, Long> migrations) {}

    /** An error, wherever it was met. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failure(
            String error, String code, String message, @Nullable Map<String, String> details) {}
}
