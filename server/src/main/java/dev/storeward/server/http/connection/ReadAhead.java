package dev.storeward.server.http.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What was read of a connection behind the head of a request that is answered: the end of its body,
 * and perhaps the next head. Which of it is which is known when the parser has come to the end of
 * that head; until then all of it is kept as it came. Belongs to whoever reads the connection.
 */
final class ReadAhead {
    private byte[] kept = {};

    /** Keeps these, which were read last, behind those that are kept. */
    void keep(ByteBuffer bytes) {
        int length = kept.length;
        kept = Arrays.copyOf(kept, length + bytes.remaining());
        bytes.get(bytes.position(), kept, length, bytes.remaining());
    }

    /** As {@link #keep}, where something is kept already. */
    void goOn(ByteBuffer bytes) {
        if (kept.length > 0) {
            keep(bytes);
        }
    }

    /** The next head begins with what is read next. */
    void forget() {
        kept = new byte[0];
    }

    /**
     * Shows the next head, if any of it was kept.
     *
     * @param behind how many bytes were read since that head began
     */
    void show(HeadLines lines, int behind) {
        if (kept.length > 0) {
            lines.begin();
            lines.read(ByteBuffer.wrap(kept), Math.max(0, kept.length - behind), kept.length);
            forget();
        }
    }
}
