package dev.storeward.server.s3.checksum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.Checksum;

/** A checksum of bytes as they come. Belongs to one thread. */
public interface RunningChecksum {
    void update(byte[] bytes, int offset, int length);

    /** The value of all bytes so far; called once, at their end. */
    byte[] value();

    /** One of the digests that every Java has. */
    static RunningChecksum digest(String algorithm) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return new RunningChecksum() {
            @Override
            public void update(byte[] bytes, int offset, int length) {
                digest.update(bytes, offset, length);
            }

            @Override
            public byte[] value() {
                return digest.digest();
            }
        };
    }

    /** A cyclic redundancy check of so many bytes, the highest first. */
    static RunningChecksum cyclic(Checksum checksum, int size) {
        return new RunningChecksum() {
            @Override
            public void update(byte[] bytes, int offset, int length) {
                checksum.update(bytes, offset, length);
            }

            @Override
            public byte[] value() {
                byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue()).array();
                byte[] value = new byte[size];
                System.arraycopy(all, Long.BYTES - size, value, 0, size);
                return value;
            }
        };
    }
}
