package dev.storeward.core.content;

import dev.storeward.core.crypto.ContentCipher;

/**
 * One piece of a content, encrypted as a stream of its own.
 *
 * @param number what it was encrypted as: ascending within a content, not without gaps
 * @param size bytes of the plaintext
 * @param header the stream header of its encryption
 * @param md5 of the plaintext; empty where nobody asked for it
 * @param sha256 of the plaintext
 * @param storedSha256 of exactly the stored bytes
 */
public record Piece(
        int number, long size, byte[] header, byte[] md5, byte[] sha256, byte[] storedSha256) {
    /** The greatest number, and how many pieces a content has at most. */
    public static final int MOST = 10_000;

    public Piece {
        if (number < 1 || number > MOST || size < 0) {
            throw new IllegalArgumentException("a piece has a number from 1 to 10000 and a size");
        }
    }

    boolean hasMd5() {
        return md5.length > 0;
    }

    /** Bytes as stored, its header included: they follow from its size. */
    public long storedSize() {
        return ContentCipher.Segments.storedSize(size);
    }
}
