package dev.storeward.server.s3.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME as the NVM Express specification has it: reflected, begun and ended with all bits
 * inverted; of {@code 123456789} it is {@code ae8b14860a799888}. Eight bytes are taken at a time.
 */
final class Crc64Nvme implements Checksum {
    /** The polynomial, lowest power first. */
    static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = tables();

    private long state = -1;

    private static long[][] tables() {
        long[][] tables = new long[Long.BYTES][256];
        for (int value = 0; value < 256; value++) {
            long crc = value;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
            }
            tables[0][value] = crc;
        }
        for (int behind = 1; behind < Long.BYTES; behind++) {
            for (int value = 0; value < 256; value++) {
                long before = tables[behind - 1][value];
                tables[behind][value] = (before >>> 8) ^ tables[0][(int) (before & 0xff)];
            }
        }
        return tables;
    }

    @Override
    public void update(int b) {
        state = (state >>> 8) ^ TABLES[0][(int) ((state ^ b) & 0xff)];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long word = state ^ (long) WORDS.get(bytes, at);
            state =
                    TABLES[7][(int) (word & 0xff)]
                            ^ TABLES[6][(int) ((word >>> 8) & 0xff)]
                            ^ TABLES[5][(int) ((word >>> 16) & 0xff)]
                            ^ TABLES[4][(int) ((word >>> 24) & 0xff)]
                            ^ TABLES[3][(int) ((word >>> 32) & 0xff)]
                            ^ TABLES[2][(int) ((word >>> 40) & 0xff)]
                            ^ TABLES[1][(int) ((word >>> 48) & 0xff)]
                            ^ TABLES[0][(int) (word >>> 56)];
        }
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}
