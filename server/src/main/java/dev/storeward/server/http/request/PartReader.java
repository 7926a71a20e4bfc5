package dev.storeward.server.http.request;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads a {@code multipart} body part by part as it arrives, as RFC 2046 has it. Holds one buffer,
 * whatever the size of the parts. Belongs to one thread.
 */
public final class PartReader {
    private static final int MAX_HEADERS = 10 << 10;

    private final InputStream in;
    private final Delimiter delimiter;
    private final byte[] buffer;
    private int head;
    private int tail;

    /** Bytes before this are the current part's. */
    private int limit;

    /** Whether the delimiter lies at {@link #limit}, so that the part ends there. */
    private boolean ending;

    private long read;

    /**
     * @param boundary as the content type names it, 1 to 70 bytes
     * @param bufferBytes at least 1 KiB
     */
    public PartReader(InputStream in, byte[] boundary, int bufferBytes) {
        this.in = in;
        byte[] bytes = new byte[boundary.length + 4];
        bytes[0] = '\r';
        bytes[1] = '\n';
        bytes[2] = '-';
        bytes[3] = '-';
        System.arraycopy(boundary, 0, bytes, 4, boundary.length);
        this.delimiter = new Delimiter(bytes);
        this.buffer = new byte[bufferBytes];
        // The first delimiter has no line break before it unless there is a preamble.
        buffer[0] = '\r';
        buffer[1] = '\n';
        this.tail = 2;
    }

    /** How many bytes of the whole body were used up so far. */
    public long position() {
        return read - (tail - head);
    }

    /**
     * Goes to the next part, past whatever is left of this one.
     *
     * @return false at the end of the form
     * @throws MalformedFormException when the body ends first
     */
    public boolean next() throws IOException {
        while (!ending || head < limit) {
            head = limit;
            if (!ending) {
                search();
            }
        }
        head += delimiter.length();
        ending = false;
        limit = head;
        byte first = nextByte();
        byte second = nextByte();
        if (first == '-' && second == '-') {
            return false;
        }
        while (first == ' ' || first == '\t') {
            first = second;
            second = nextByte();
        }
        if (first != '\r' || second != '\n') {
            throw new MalformedFormException("A boundary does not end its line.");
        }
        return true;
    }

    /**
     * The headers of the part just gone to, each line with its line break.
     *
     * @throws MalformedFormException when they have no end within {@value #MAX_HEADERS} bytes, or a
     *     line ends with a bare line feed, which others may read as the end of a header
     */
    public byte[] headers() throws IOException {
        byte[] text = new byte[256];
        int length = 0;
        int lineStart = 0;
        while (true) {
            if (length == MAX_HEADERS) {
                throw new MalformedFormException("The headers of a part are too long.");
            }
            if (length == text.length) {
                text = Arrays.copyOf(text, length * 2);
            }
            byte next = nextByte();
            text[length++] = next;
            if (next == '\n') {
                if (length - lineStart < 2 || text[length - 2] != '\r') {
                    throw new MalformedFormException("A header of a part does not end its line.");
                }
                if (length - lineStart == 2) {
                    limit = head;
                    return Arrays.copyOf(text, lineStart);
                }
                lineStart = length;
            }
        }
    }

    /** The body of the part whose headers were read, until {@link #next}. Need not be closed. */
    public InputStream body() {
        return new Body();
    }

    private byte nextByte() throws IOException {
        if (head == tail) {
            fill();
        }
        byte next = buffer[head++];
        limit = head;
        return next;
    }

    /** Makes more bytes the part's, or finds its end; what it left behind {@link #head} is gone. */
    private void search() throws IOException {
        int from = head;
        while (true) {
            int found = delimiter.indexIn(buffer, from, tail);
            if (found >= 0) {
                limit = found;
                ending = true;
                return;
            }
            // Its beginning may be the end of what was read.
            int safe = tail - delimiter.length() + 1;
            if (safe > head) {
                limit = safe;
                return;
            }
            fill();
            from = head;
        }
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, head, buffer, 0, tail - head);
        tail -= head;
        head = 0;
        int count = in.read(buffer, tail, buffer.length - tail);
        if (count < 0) {
            throw new MalformedFormException("The body ended before its last boundary.");
        }
        tail += count;
        read += count;
    }

    /** The current part's bytes. */
    private final class Body extends InputStream {
        @Override
        public int read() throws IOException {
            return available() > 0 || more() ? buffer[head++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            if (available() == 0 && !more()) {
                return -1;
            }
            int count = Math.min(length, available());
            System.arraycopy(buffer, head, target, offset, count);
            head += count;
            return count;
        }

        @Override
        public int available() {
            return limit - head;
        }

        private boolean more() throws IOException {
            if (!ending) {
                search();
            }
            return head < limit;
        }
    }
}
