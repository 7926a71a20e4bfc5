package dev.storeward.core.upload.type;

import java.util.BitSet;

/** What a file must show before a rule is worth trying: necessary for a match, not sufficient. */
sealed interface Lead {
    /** One of these values at this place. */
    record At(int offset, BitSet values) implements Lead {}

    /**
     * One of these pairs of neighbours anywhere; a pair is its first byte times 256 plus the
     * second.
     */
    record Anywhere(BitSet pairs) implements Lead {}

    /** Nothing that is quickly seen. */
    record None() implements Lead {}
}
