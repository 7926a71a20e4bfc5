package dev.storeward.client.files;

import java.time.Instant;

/**
 * A file in the list of all of a user's files.
 *
 * @param fileName as it was sent
 * @param presignedUrl reads it without a key for an hour
 */
public record FileItem(
        long storageFileId,
        String fileName,
        String objectName,
        long sizeBytes,
        String contentType,
        String fileCategory,
        Instant uploadedAt,
        String presignedUrl) {}
