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
 * @param sha256 digest of the plaintext; of a file in several pieces, over their digests
 * @param md5 of the plaintext in hexadecimal digits, where its client asked for it; of a file in
 *     pieces over their MD5s, with their number behind it; else empty
 * @param contentId changes when the bytes change, which they never do under one id
 * @param pieces of which its identity is made
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
        Instant uploadedAt,
        int pieces) {

    /**
     * The strong entity tag, quotes included: it stays the same when the file moves. That of
     * several pieces ends with their number.
     */
    public String etag() {
        String digest = HexFormat.of().formatHex(sha256);
        return "\"" + digest + (pieces == 1 ? "" : "-" + pieces) + "\"";
    }

    /** The last segment of the address. */
    public String uniqueName() {
        return address.substring(address.lastIndexOf('/') + 1);
    }
}
