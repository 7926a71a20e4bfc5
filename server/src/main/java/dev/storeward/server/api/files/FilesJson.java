package dev.storeward.server.api.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON bodies of the files door. Component names become snake_case field names. */
final class FilesJson {
    private FilesJson() {}

    record Success(boolean success, Object data, String message) {}

    record Failure(boolean success, ErrorBody error, String message) {}

    record ErrorBody(String code, String message) {}

    record Buckets(List<BucketItem> buckets) {}

    record BucketItem(String name, String creationDate) {}

    /**
     * @param url left out of folders, and where the client knows no such field
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ObjectItem(
            String name, long size, String lastModified, String etag, @Nullable String url) {}

    record Objects(List<ObjectItem> objects, String bucket, String prefix, String userFolder) {}

    record ObjectsInPages(@JsonUnwrapped Objects page, @Nullable String nextCursor) {}

    record Files(List<FileItem> items, Pagination pagination) {}

    record FileItem(
            long storageFileId,
            String fileName,
            String objectName,
            long sizeBytes,
            BigDecimal sizeMb,
            String contentType,
            String fileCategory,
            String uploadedAt,
            String presignedUrl,
            @Nullable Long dataSourceId,
            @Nullable Long workspaceId) {}

    record Pagination(
            long page,
            int pageSize,
            long totalCount,
            long totalPages,
            boolean hasNext,
            boolean hasPrevious,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {}

    record Uploaded(
            String filePath,
            String fileName,
            String uniqueFileName,
            long size,
            String contentType,
            String s3Uri,
            long storageFileId) {}

    record Metadata(String name, long size, String contentType, String lastModified, String etag) {}

    record PresignedUrl(String url, long expiresInSeconds) {}

    record Deleted(String objectName) {}

    /**
     * @param countedAt left out where nobody asked for a count
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record UsageFigures(
            long usedBytes,
            BigDecimal usedMb,
            BigDecimal usedGb,
            long limitBytes,
            BigDecimal limitMb,
            BigDecimal limitGb,
            BigDecimal usagePercentage,
            long fileCount,
            long remainingBytes,
            @Nullable String countedAt) {}

    record Quota(long limitBytes, BigDecimal limitMb, BigDecimal limitGb) {}
}
