package dev.storeward.core.upload.body;

import dev.storeward.core.file.Category;

/** Which sizes and types a category takes. Safe for use by several threads. */
public final class CategoryRules {
    /** How many first bytes of a file tell its type. */
    public static final int TELLING_BYTES = TypeSniffer.PREFIX_BYTES;

    private final UploadLimits limits;
    private final TypeSniffer sniffer;

    public CategoryRules(UploadLimits limits, AcceptedTypes types) {
        this.limits = limits;
        this.sniffer = new TypeSniffer(types);
    }

    /** The type that a file's first bytes and name tell. */
    public String type(Head head, String fileName) {
        return sniffer.type(head.bytes(), head.length(), fileName);
    }

    /** The greatest size of a file, in bytes. */
    public long maxBytes(Category category) {
        return switch (category) {
            case DATA_SOURCE, GENERAL -> limits.maxFileBytes();
            case PROFILE_IMAGE -> Math.min(limits.maxFileBytes(), limits.maxProfileImageBytes());
        };
    }

    /**
     * Passes what is not too large.
     *
     * @throws dev.storeward.core.ProblemException {@code TooLarge}
     */
    public void requireSize(Category category, long bytes) {
        if (bytes > maxBytes(category)) {
            throw RunningCharge.tooLarge(maxBytes(category)).asException();
        }
    }

    /** Whether a file that begins so is taken by the category. */
    public boolean takes(Category category, String type, Head head) {
        return sniffer.takes(category, type, head.bytes(), head.length());
    }

    /**
     * Passes a type that the category takes.
     *
     * @throws dev.storeward.core.ProblemException {@code UnsupportedType}
     */
    public void requireTaken(Category category, String type, Head head) {
        sniffer.requireTaken(category, type, head.bytes(), head.length());
    }
}
