package dev.storeward.core.object;

/**
 * What was really written to the bucket.
 *
 * @param header the stream header of the encryption, kept so that a range needs one request
 * @param size bytes as stored
 * @param sha256 digest of exactly the stored bytes
 */
public record StoredForm(byte[] header, long size, byte[] sha256) {}
