package dev.storeward.core.object;

import org.jspecify.annotations.Nullable;

/**
 * What was really written to the bucket.
 *
 * @param header the stream header of the encryption, kept so that a range needs one request; null
 *     where pieces have each their own
 * @param size bytes as stored
 * @param sha256 digest of exactly the stored bytes; of pieces, that over their digests
 */
public record StoredForm(byte @Nullable [] header, long size, byte[] sha256) {}
