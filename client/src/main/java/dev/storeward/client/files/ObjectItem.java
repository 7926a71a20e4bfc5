package dev.storeward.client.files;

import java.time.Instant;

/**
 * A file in the list of a folder.
 *
 * @param name its whole object name; one of a folder ends with a slash
 * @param etag with its quotes; the SHA-256 of the content unless the file came by the S3 door
 */
public record ObjectItem(String name, long size, Instant lastModified, String etag) {}
