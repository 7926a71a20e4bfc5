package dev.storeward.core.crypto;

import dev.storeward.core.crypto.ContentCipher.Segments;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;

/**
 * The stored form of a content, encrypted while it is read. Holds 128 KiB at most, and little more
 * than twice the content when that is shorter than a segment. Belongs to one thread.
 */
public final class EncryptingStream extends InputStream {
    private static final int FIRST_READ = 8 * 1024;

    private final InputStream plain;
    private final ContentKey.Encrypter encrypter;
    private final byte[] header;

    // One byte more than a segment: only the byte after it tells that a segment is not the last.
    private byte[] plainBuffer;
    private int plainCount;
    private byte[] storedBuffer = new byte[0];
    private int storedPosition;
    private int storedCount;
    private boolean first = true;
    private boolean lastDone;
    private long plainBytes;
    private long storedBytes;

    EncryptingStream(InputStream plain, ContentKey.Encrypter encrypter, long expectedLength) {
        this.plain = plain;
        this.encrypter = encrypter;
        this.header = encrypter.header();
        long wanted = expectedLength < 0 ? FIRST_READ : expectedLength + 1;
        this.plainBuffer = new byte[(int) Math.min(wanted, Segments.PLAIN_SEGMENT + 1)];
    }

    /** The first 40 bytes of the stored form, which reading a part of it needs. */
    public byte[] header() {
        return header.clone();
    }

    /** How many bytes of the content were encrypted so far; its size once the stream has ended. */
    public long plainBytes() {
        return plainBytes;
    }

    /** How many bytes were read from this stream so far. */
    public long storedBytes() {
        return storedBytes;
    }

    @Override
    public int read() throws IOException {
        if (!fill()) {
            return -1;
        }
        storedBytes++;
        return storedBuffer[storedPosition++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        int count = 0;
        while (count < length && fill()) {
            int part = Math.min(length - count, storedCount - storedPosition);
            System.arraycopy(storedBuffer, storedPosition, target, offset + count, part);
            storedPosition += part;
            count += part;
        }
        storedBytes += count;
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long count = 0;
        while (fill()) {
            int part = storedCount - storedPosition;
            out.write(storedBuffer, storedPosition, part);
            storedPosition = storedCount;
            storedBytes += part;
            count += part;
        }
        return count;
    }

    @Override
    public int available() {
        return storedCount - storedPosition;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }

    /** Makes at least one stored byte available; false at the end. */
    private boolean fill() throws IOException {
        if (storedPosition < storedCount) {
            return true;
        }
        if (lastDone) {
            return false;
        }
        int room = first ? Segments.PLAIN_SEGMENT - Segments.HEADER_BYTES : Segments.PLAIN_SEGMENT;
        readPlain(room + 1);
        encrypt(Math.min(plainCount, room), plainCount <= room);
        return true;
    }

    private void readPlain(int wanted) throws IOException {
        while (plainCount < wanted) {
            if (plainCount == plainBuffer.length) {
                plainBuffer = Arrays.copyOf(plainBuffer, Segments.PLAIN_SEGMENT + 1);
            }
            int room = Math.min(wanted, plainBuffer.length) - plainCount;
            int count = plain.read(plainBuffer, plainCount, room);
            if (count < 0) {
                return;
            }
            plainCount += count;
        }
    }

    private void encrypt(int length, boolean last) {
        int start = first ? header.length : 0;
        int needed = start + length + Segments.TAG_BYTES;
        if (storedBuffer.length < needed) {
            storedBuffer = new byte[needed];
        }
        System.arraycopy(header, 0, storedBuffer, 0, start);
        try {
            encrypter.encrypt(plainBuffer, length, last, storedBuffer, start);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-GCM does not work on this Java.", e);
        }
        storedPosition = 0;
        storedCount = needed;
        plainBytes += length;
        plainCount -= length;
        System.arraycopy(plainBuffer, length, plainBuffer, 0, plainCount);
        first = false;
        lastDone = last;
    }
}
