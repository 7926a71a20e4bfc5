package dev.storeward.server.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;

/**
 * Puts the words behind the status of {@code 100 Continue}, and of an answer that comes in its
 * place or behind it, which Tomcat leaves out. They are optional (RFC 9112, 4), but there are
 * clients that take such a line for none when they are missing: they never send their body, or
 * never learn why their request was refused. Belongs to the thread that writes.
 */
final class StatusLine {
    private static final byte[] BEGIN = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 3;
    private static final int BARE = BEGIN.length + DIGITS + 3;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer line = NOTHING;
    private boolean awaited;

    /** Writes to the socket; answers how much it took. */
    interface Socket {
        int write(ByteBuffer bytes) throws IOException;
    }

    /** The next answer that is written gets its words. */
    void await() {
        awaited = true;
    }

    void reset() {
        awaited = false;
        line = NOTHING;
    }

    /**
     * Writes what the socket takes of the answer, with its words.
     *
     * @return how much of the given bytes was taken
     */
    int write(ByteBuffer bytes, Socket socket) throws IOException {
        int taken = 0;
        if (awaited && !line.hasRemaining() && isBare(bytes)) {
            int status = status(bytes);
            // Behind an interim answer comes the other.
            awaited = status < 200;
            line = worded(status);
            bytes.position(bytes.position() + BARE);
            taken = BARE;
        }
        while (line.hasRemaining()) {
            int count = socket.write(line);
            if (count <= 0) {
                return taken > 0 ? taken : count;
            }
        }
        int count = socket.write(bytes);
        return count < 0 && taken > 0 ? taken : count + taken;
    }

    private static boolean isBare(ByteBuffer bytes) {
        if (bytes.remaining() < BARE) {
            return false;
        }
        int at = bytes.position();
        for (int i = 0; i < BEGIN.length; i++) {
            if (bytes.get(at + i) != BEGIN[i]) {
                return false;
            }
        }
        int end = at + BEGIN.length + DIGITS;
        return status(bytes) >= 0
                && bytes.get(end) == ' '
                && bytes.get(end + 1) == '\r'
                && bytes.get(end + 2) == '\n';
    }

    /** The status, or -1 when the bytes are no digits. */
    private static int status(ByteBuffer bytes) {
        int status = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = bytes.get(bytes.position() + BEGIN.length + i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            status = 10 * status + digit;
        }
        return status;
    }

    private static ByteBuffer worded(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        String words = known == null ? "Status" : known.getReasonPhrase();
        return ByteBuffer.wrap(
                ("HTTP/1.1 " + status + " " + words + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
