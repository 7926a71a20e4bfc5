package dev.storeward.server.s3.checksum;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** How the checksum of an object may be computed. The names are those of the wire. */
public enum ChecksumAlgorithm {
    CRC32(Integer.BYTES) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.cyclic(new CRC32(), size());
        }
    },
    CRC32C(Integer.BYTES) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.cyclic(new CRC32C(), size());
        }
    },
    CRC64NVME(Long.BYTES) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.cyclic(new Crc64Nvme(), size());
        }
    },
    SHA1(20) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.digest("SHA-1");
        }
    },
    SHA256(32) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.digest("SHA-256");
        }
    };

    /** What the names of all headers about checksums begin with. */
    public static final String PREFIX = "x-amz-checksum-";

    private final int size;

    ChecksumAlgorithm(int size) {
        this.size = size;
    }

    /** A checksum of nothing, to be fed. */
    public abstract RunningChecksum start();

    /** How many bytes a value has. */
    public int size() {
        return size;
    }

    /** The header that carries a value. */
    public String header() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** The element of a document that carries a value. */
    public String element() {
        return "Checksum" + name();
    }

    /** Whether the value of a whole can be put together from those of its parts. */
    public boolean isCombinable() {
        return this == CRC32 || this == CRC32C || this == CRC64NVME;
    }

    /** The algorithm of a name, in any case. */
    public static Optional<ChecksumAlgorithm> named(String name) {
        return all().stream().filter(one -> one.name().equalsIgnoreCase(name)).findFirst();
    }

    /** The algorithm whose values a header carries. */
    public static Optional<ChecksumAlgorithm> ofHeader(String name) {
        return all().stream().filter(one -> one.header().equals(name)).findFirst();
    }

    public static List<ChecksumAlgorithm> all() {
        return Arrays.asList(values());
    }
}
