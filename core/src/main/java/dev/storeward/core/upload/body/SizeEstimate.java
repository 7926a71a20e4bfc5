package dev.storeward.core.upload.body;

/**
 * What is known of the size of a body before its bytes came.
 *
 * @param likely bytes, -1 when unknown
 * @param least bytes, charged where {@code likely} does not fit, so that a file that fits is never
 *     refused
 */
public record SizeEstimate(long likely, long least) {
    public static final SizeEstimate UNKNOWN = new SizeEstimate(-1, -1);

    /** A size that was announced. */
    public static SizeEstimate exact(long bytes) {
        return new SizeEstimate(bytes, bytes);
    }
}
