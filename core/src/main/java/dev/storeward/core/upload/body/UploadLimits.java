package dev.storeward.core.upload.body;

/**
 * What an upload may cost this node.
 *
 * @param maxFileBytes the largest file taken
 * @param maxProfileImageBytes the largest profile image taken
 * @param poolBytes memory for parts of large uploads, shared by all uploads of this node
 * @param admissionBytes memory for the first bytes and the ciphers of all uploads
 */
public record UploadLimits(
        long maxFileBytes, long maxProfileImageBytes, long poolBytes, long admissionBytes) {
    /** Size of a part of a large upload in bytes. */
    public static final int PART_BYTES = 8 << 20;

    /** Bodies up to this size are charged and written in one go. */
    public static final int SMALL_BYTES = 256 << 10;

    /** The largest file in 10,000 parts of {@link #PART_BYTES}, rounded down. */
    public static final long DEFAULT_MAX_FILE_BYTES = 64L << 30;
}
