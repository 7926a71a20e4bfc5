package dev.storeward.core.crypto;

import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import dev.storeward.core.crypto.ContentCipher.Segments;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A part of a content, decrypted while it is read. A byte is released only after its whole segment
 * was authenticated; where the content ends is the database's word, so a stored object that was cut
 * fails instead of ending early. Belongs to one thread.
 *
 * <p>Every reading method throws {@link CorruptContentException} when the stored bytes are wrong,
 * and goes on throwing it; an {@link IOException} of the store passes through unchanged.
 */
public final class DecryptingStream extends InputStream {
    private final InputStream stored;
    private final byte[] header;
    private final Segments range;
    private final Opener opener;

    private byte[] storedBuffer = new byte[0];
    private byte[] plainBuffer = new byte[0];
    private int position;
    private int count;
    private int nextSegment;
    private long remaining;
    private @Nullable CorruptContentException failure;

    /** What opens one segment after another, and whose they are. */
    static final class Opener {
        private final StreamSegmentDecrypter decrypter;
        private final byte[] associatedData;
        private final UUID contentId;

        Opener(StreamSegmentDecrypter decrypter, byte[] associatedData, UUID contentId) {
            this.decrypter = decrypter;
            this.associatedData = associatedData;
            this.contentId = contentId;
        }
    }

    DecryptingStream(InputStream stored, byte[] header, Segments range, Opener opener) {
        this.stored = stored;
        this.header = header.clone();
        this.range = range;
        this.opener = opener;
        this.nextSegment = range.first();
        this.remaining = range.plainLength();
    }

    /**
     * Decrypts the first segment without releasing a byte, so that a missing or damaged object is
     * known before anything is answered.
     */
    public void verifyFirst() throws IOException {
        if (nextSegment == range.first()) {
            nextSegment();
        }
    }

    /** How many bytes are still to come. */
    public long remaining() {
        return remaining;
    }

    @Override
    public int read() throws IOException {
        if (!fill()) {
            return -1;
        }
        remaining--;
        return plainBuffer[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int part = (int) Math.min(Math.min(length, count - position), remaining);
        System.arraycopy(plainBuffer, position, target, offset, part);
        position += part;
        remaining -= part;
        return part;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long total = 0;
        while (fill()) {
            int part = (int) Math.min(count - position, remaining);
            out.write(plainBuffer, position, part);
            position += part;
            remaining -= part;
            total += part;
        }
        return total;
    }

    @Override
    public int available() {
        return (int) Math.min(count - position, remaining);
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }

    /** Makes at least one byte available; false at the end. */
    private boolean fill() throws IOException {
        if (failure != null) {
            throw failure;
        }
        // An empty content still has a segment, and its tag is what proves it empty.
        verifyFirst();
        if (remaining == 0) {
            return false;
        }
        if (position == count) {
            nextSegment();
        }
        return true;
    }

    private void nextSegment() throws IOException {
        try {
            if (nextSegment == range.first()) {
                useHeader();
            }
            if (nextSegment == 0) {
                requireHeader();
            }
            decrypt(nextSegment, range.storedLengthOf(nextSegment));
        } catch (CorruptContentException e) {
            failure = e;
            throw e;
        }
        position = nextSegment == range.first() ? range.skip() : 0;
        nextSegment++;
    }

    private void useHeader() throws CorruptContentException {
        try {
            opener.decrypter.init(ByteBuffer.wrap(header), opener.associatedData);
        } catch (GeneralSecurityException e) {
            throw new CorruptContentException(sentence("has a header that is none"), e);
        }
    }

    private void requireHeader() throws IOException {
        byte[] found = new byte[Segments.HEADER_BYTES];
        readFully(found, found.length);
        if (!Arrays.equals(found, header)) {
            throw corrupt("does not begin with its own header");
        }
    }

    private void decrypt(int segment, int length) throws IOException {
        if (storedBuffer.length < length) {
            storedBuffer = new byte[length];
            plainBuffer = new byte[length - Segments.TAG_BYTES];
        }
        readFully(storedBuffer, length);
        count = 0;
        position = 0;
        try {
            opener.decrypter.decryptSegment(
                    ByteBuffer.wrap(storedBuffer, 0, length),
                    segment,
                    segment == range.lastOfContent(),
                    ByteBuffer.wrap(plainBuffer));
        } catch (GeneralSecurityException e) {
            throw new CorruptContentException(sentence("was changed in segment " + segment), e);
        }
        count = length - Segments.TAG_BYTES;
    }

    private void readFully(byte[] target, int length) throws IOException {
        int read;
        try {
            read = stored.readNBytes(target, 0, length);
        } catch (EOFException e) {
            throw new CorruptContentException(sentence("ends too early"), e);
        }
        if (read < length) {
            throw corrupt("ends too early");
        }
    }

    private CorruptContentException corrupt(String what) {
        return new CorruptContentException(sentence(what));
    }

    private String sentence(String what) {
        return "The stored object of content " + opener.contentId + " " + what + ".";
    }
}
