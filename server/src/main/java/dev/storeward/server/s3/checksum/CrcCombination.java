package dev.storeward.server.s3.checksum;

/**
 * Puts the check of a whole together from those of its two halves: the first is moved on by as many
 * zero bytes as the second is long, which is a multiplication modulo the polynomial. All values are
 * reflected, so that the highest bit stands for the power of zero.
 */
final class CrcCombination {
    private static final long CRC32_POLYNOMIAL = 0xedb88320L;
    private static final long CRC32C_POLYNOMIAL = 0x82f63b78L;

    private final long polynomial;
    private final long one;

    private CrcCombination(long polynomial, int bits) {
        this.polynomial = polynomial;
        this.one = 1L << (bits - 1);
    }

    static CrcCombination of(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> new CrcCombination(CRC32_POLYNOMIAL, Integer.SIZE);
            case CRC32C -> new CrcCombination(CRC32C_POLYNOMIAL, Integer.SIZE);
            case CRC64NVME -> new CrcCombination(Crc64Nvme.POLYNOMIAL, Long.SIZE);
            case SHA1, SHA256 ->
                    throw new IllegalArgumentException(algorithm + " cannot be combined");
        };
    }

    /** The check of both halves together. */
    long combined(long first, long second, long secondLength) {
        return product(bytesOn(secondLength), first) ^ second;
    }

    /** What a value is multiplied by to move it on by so many bytes. */
    private long bytesOn(long bytes) {
        long result = one;
        long power = one >>> Byte.SIZE;
        for (long left = bytes; left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                result = product(power, result);
            }
            power = product(power, power);
        }
        return result;
    }

    private long product(long a, long b) {
        long sum = 0;
        long shifted = b;
        for (long bit = one; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                sum ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ polynomial;
        }
        return sum;
    }
}
