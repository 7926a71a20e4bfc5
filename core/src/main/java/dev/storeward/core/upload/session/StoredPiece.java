package dev.storeward.core.upload.session;

import java.time.Instant;

/**
 * A piece of a session that is kept.
 *
 * @param size bytes of the plaintext
 * @param md5 of it in hexadecimal digits; empty where the kind of session has none
 */
public record StoredPiece(int number, long size, String md5, byte[] sha256, Instant storedAt) {}
