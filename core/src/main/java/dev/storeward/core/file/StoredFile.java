package dev.storeward.core.file;

import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A tenant's file.
 *
 * @param number its id on the files door
 * @param address its object name: unique in the tenant
 * @param name as it was sent
 * @param size bytes of the plaintext
 * @param sha256 digest of the plaintext
 * @param md5 of the plaintext in hexadecimal digits, where its client asked for it; else empty
 * @param contentId changes when the bytes change, which they never do under one id
 */
public record StoredFile(
        UUID tenantId,
        UUID id,
        long number,
        UUID userId,
        String address,
        String name,
        Category category,
        String contentType,
        long size,
        byte[] sha256,
        String md5,
        UUID contentId,
        Instant uploadedAt) {

    /** The strong entity tag, quotes included: it stays the same when the file moves. */
    public String etag() {
        return "\"" + HexFormat.of().formatHex(sha256) + "\"";
    }

    /** The last segment of the address. */
    public String uniqueName() {
        return address.substring(address.lastIndexOf('/') + 1);
    }
}
