package dev.storeward.server.s3.body;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Lines and bytes of a body in turn. Lines end with CR LF, are short, and of printable ASCII. */
final class FrameInput {
    private static final int BUFFERED = 4_096;

    private final InputStream stream;
    private final byte[] buffer = new byte[BUFFERED];
    private int at;
    private int end;

    FrameInput(InputStream stream) {
        this.stream = stream;
    }

    /**
     * A line without its end.
     *
     * @param malformed what a line is refused as
     * @throws S3Exception when it is longer or no such line, or the body ends in it
     */
    String line(int longest, Supplier<S3Exception> malformed) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = next(); c != '\r'; c = next()) {
            if (c < ' ' || c > '~' || line.length() == longest) {
                throw malformed.get();
            }
            line.append((char) c);
        }
        if (next() != '\n') {
            throw malformed.get();
        }
        return line.toString();
    }

    /**
     * Some of the bytes that follow, at least one.
     *
     * @throws S3Exception {@code INCOMPLETE_BODY} when the body ends
     */
    int read(byte[] target, int offset, int length) throws IOException {
        if (at == end && length >= BUFFERED) {
            int got = stream.read(target, offset, length);
            if (got < 0) {
                throw new S3Exception(S3Code.INCOMPLETE_BODY);
            }
            return got;
        }
        fill();
        int got = Math.min(length, end - at);
        System.arraycopy(buffer, at, target, offset, got);
        at += got;
        return got;
    }

    /** Holds that nothing follows. */
    void requireEnd() throws IOException {
        if (at < end || stream.read() >= 0) {
            throw new S3Exception(
                    S3Code.INVALID_REQUEST, "The body goes on behind its last chunk.");
        }
    }

    private int next() throws IOException {
        fill();
        return buffer[at++] & 0xff;
    }

    private void fill() throws IOException {
        while (at == end) {
            at = 0;
            end = Math.max(0, stream.read(buffer, 0, BUFFERED));
            if (end == 0) {
                throw new S3Exception(S3Code.INCOMPLETE_BODY);
            }
        }
    }
}
