package dev.storeward.server.http.connection;

import java.nio.ByteBuffer;

/**
 * Looks at the bytes of a connection for a header that goes on in a next line (RFC 9112, section
 * 5.2), which the parser would make one line of. Belongs to whoever reads the connection.
 */
final class HeadLines {
    private enum At {
        BEFORE,
        /** Behind a line's first byte. */
        IN_LINE,
        /** Behind a line feed. */
        NEXT_LINE,
        BODY
    }

    private At at = At.BEFORE;
    private boolean folded;

    /** What is read from now on is the next head. */
    void begin() {
        at = At.BEFORE;
        folded = false;
    }

    /** Whether a line of the head begins with a blank. */
    boolean folded() {
        return folded;
    }

    /**
     * Takes note of what was read.
     *
     * @param from inclusive
     * @param to exclusive
     */
    void read(ByteBuffer bytes, int from, int to) {
        for (int i = from; i < to && at != At.BODY; i++) {
            next(bytes.get(i));
        }
    }

    private void next(byte read) {
        switch (at) {
            case BEFORE -> {
                if (read != '\r' && read != '\n') {
                    at = At.IN_LINE;
                }
            }
            case IN_LINE -> {
                if (read == '\n') {
                    at = At.NEXT_LINE;
                }
            }
            case NEXT_LINE -> {
                if (read == '\n') {
                    at = At.BODY;
                } else if (read != '\r') {
                    folded |= read == ' ' || read == '\t';
                    at = At.IN_LINE;
                }
            }
            case BODY -> {}
        }
    }
}
