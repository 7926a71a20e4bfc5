package dev.storeward.testkit.gcs;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * One generation of an object.
 *
 * @param retained until when it may not be deleted; the epoch for no such time
 */
record StoredBlob(
        String bucket,
        String name,
        byte[] bytes,
        String contentType,
        Map<String, String> metadata,
        long generation,
        Instant updated,
        Instant retained) {

    String crc32c() {
        return crc32c(bytes);
    }

    static String crc32c(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
