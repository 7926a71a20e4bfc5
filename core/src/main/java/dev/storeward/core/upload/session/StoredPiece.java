package dev.storeward.core.upload.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A piece of a session that is kept.
 *
 * @param size bytes of the plaintext
 * @param md5 of it in hexadecimal digits; empty where the kind of session has none
 * @param checksums that were told of it beside: name of the sum, and its value
 */
public record StoredPiece(
        int number,
        long size,
        String md5,
        byte[] sha256,
        Map<String, String> checksums,
        Instant storedAt) {
    public StoredPiece {
        checksums = Map.copyOf(checksums);
    }

    /**
     * What the checksums of pieces say of the file they become. Asked before anything is made of
     * them: what it throws leaves the session as it was. Must not block.
     */
    @FunctionalInterface
    public interface Sums {
        /** None were asked for. */
        Sums NONE = pieces -> Map.of();

        /**
         * The checksums to keep with the file.
         *
         * @param pieces those of the file, in order
         * @return name of the sum, and its value
         */
        Map<String, String> of(List<StoredPiece> pieces);
    }
}
