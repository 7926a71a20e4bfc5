package dev.storeward.core.upload.body;

import dev.storeward.core.Problem;
import dev.storeward.core.file.Category;
import dev.storeward.core.upload.type.TypeDetector;
import java.util.Arrays;

/** Tells what a file is from its first bytes, and whether its category takes it. */
final class TypeSniffer {
    /**
     * How much of a file is looked at. Some patterns are sought at every place of it, so the cost
     * grows with it, and what tells a format lies in the first few hundred bytes.
     */
    static final int PREFIX_BYTES = 512;

    private final TypeDetector detector = new TypeDetector();
    private final AcceptedTypes accepted;

    TypeSniffer(AcceptedTypes accepted) {
        this.accepted = accepted;
    }

    /**
     * The type of the bytes; the name refines what the bytes leave open, such as CSV among plain
     * texts.
     */
    String type(byte[] head, int length, String fileName) {
        return detector.type(prefix(head, length), fileName);
    }

    /**
     * Passes what the category takes. An image must be one by its bytes alone, whatever its name
     * says.
     *
     * @param type as {@link #type} told it
     * @throws dev.storeward.core.ProblemException {@code UnsupportedType}
     */
    void requireTaken(Category category, String type, byte[] head, int length) {
        String proven = proven(category, type, head, length);
        if (!accepted.takes(category, proven)) {
            throw new Problem.UnsupportedType(
                            "A file of the category "
                                    + category.wireName()
                                    + " must be one of "
                                    + accepted.words(category)
                                    + "; these bytes are "
                                    + proven
                                    + ".")
                    .asException();
        }
    }

    /** Whether {@link #requireTaken} passes it. */
    boolean takes(Category category, String type, byte[] head, int length) {
        return accepted.takes(category, proven(category, type, head, length));
    }

    private String proven(Category category, String type, byte[] head, int length) {
        return switch (category) {
            case DATA_SOURCE, GENERAL -> type;
            case PROFILE_IMAGE -> detector.type(prefix(head, length));
        };
    }

    private static byte[] prefix(byte[] head, int length) {
        return Arrays.copyOf(head, Math.min(length, PREFIX_BYTES));
    }
}
