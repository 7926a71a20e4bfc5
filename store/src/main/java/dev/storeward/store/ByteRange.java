package dev.storeward.store;

/**
 * Which bytes of an object to read. Offsets count from 0; both ends of {@link Between} are
 * included.
 */
public sealed interface ByteRange {

    record All() implements ByteRange {}

    record From(long first) implements ByteRange {
        public From {
            requireNotNegative(first);
        }
    }

    record Between(long first, long last) implements ByteRange {
        public Between {
            requireNotNegative(first);
            if (last < first) {
                throw new IllegalArgumentException("the range ends before it begins");
            }
        }
    }

    record Last(long count) implements ByteRange {
        public Last {
            requireNotNegative(count);
        }
    }

    /** A range made absolute for an object of known size. */
    record Slice(long offset, long length) {}

    static ByteRange all() {
        return new All();
    }

    /**
     * This range within an object of {@code size} bytes, cut at its end.
     *
     * @throws StoreException {@code INVALID} when no byte of the object lies in the range; {@link
     *     All} never throws
     */
    default Slice within(long size) {
        Slice slice =
                switch (this) {
                    case All() -> new Slice(0, size);
                    case From(long first) -> new Slice(first, size - first);
                    case Between(long first, long last) ->
                            new Slice(first, Math.min(last, size - 1) - first + 1);
                    case Last(long count) ->
                            new Slice(Math.max(0, size - count), Math.min(count, size));
                };
        if (slice.length() <= 0 && !(this instanceof All)) {
            throw new StoreException(
                    StoreException.Code.INVALID,
                    "The range begins behind the end of the object of " + size + " bytes.");
        }
        return slice;
    }

    private static void requireNotNegative(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a range does not begin before 0");
        }
    }
}
