package dev.storeward.server.s3.checksum;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the checksums of parts say of the object they become. There is at least one part, and all
 * are of one algorithm.
 */
public final class PartChecksums {
    private PartChecksums() {}

    /**
     * A part.
     *
     * @param size in bytes
     */
    public record Part(Checksum checksum, long size) {}

    /**
     * The checksum of all bytes in their order, as if they had been one.
     *
     * @throws IllegalArgumentException for an algorithm that is not combinable
     */
    public static Checksum fullObject(List<Part> parts) {
        ChecksumAlgorithm algorithm = parts.getFirst().checksum().algorithm();
        CrcCombination combination = CrcCombination.of(algorithm);
        long value = number(parts.getFirst().checksum());
        for (Part part : parts.subList(1, parts.size())) {
            value = combination.combined(value, number(part.checksum()), part.size());
        }
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        byte[] bytes = new byte[algorithm.size()];
        System.arraycopy(all, Long.BYTES - bytes.length, bytes, 0, bytes.length);
        return Checksum.of(algorithm, bytes);
    }

    /** The checksum of the checksums, as {@code BASE64-3} for three parts. */
    public static String composite(List<Checksum> parts) {
        ChecksumAlgorithm algorithm = parts.getFirst().algorithm();
        RunningChecksum running = algorithm.start();
        for (Checksum part : parts) {
            byte[] value = part.bytes();
            running.update(value, 0, value.length);
        }
        return Checksum.of(algorithm, running.value()).value() + "-" + parts.size();
    }

    private static long number(Checksum checksum) {
        long number = 0;
        for (byte b : checksum.bytes()) {
            number = (number << Byte.SIZE) | (b & 0xff);
        }
        return number;
    }
}
