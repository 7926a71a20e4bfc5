package dev.storeward.core.content;

import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.store.ByteRange;
import java.io.InputStream;
import java.util.List;

/**
 * A part of a content in pieces, and the contiguous stored bytes that hold it. Immutable and safe
 * for use by several threads.
 */
public final class PieceRange {
    private final ByteRange.Slice stored;
    private final List<Pieces.Part> parts;

    PieceRange(ByteRange.Slice stored, List<Pieces.Part> parts) {
        this.stored = stored;
        this.parts = List.copyOf(parts);
    }

    /** Which bytes of the stored object to fetch: whole segments, at most of two pieces in part. */
    public ByteRange.Slice stored() {
        return stored;
    }

    /**
     * The part of the content; each byte leaves after its whole segment was authenticated. Closing
     * it closes the stored stream.
     *
     * @param bytes exactly the {@link #stored} bytes
     * @param cipher of the whole content
     */
    public InputStream decrypt(InputStream bytes, ContentCipher cipher) {
        return new PieceStream(bytes, cipher, parts);
    }
}
