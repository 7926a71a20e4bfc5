package dev.storeward.client.files;

import java.time.Instant;

/**
 * What a file is.
 *
 * @param etag with its quotes
 */
public record Metadata(
        String name, long size, String contentType, Instant lastModified, String etag) {}
