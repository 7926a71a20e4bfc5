package dev.storeward.store.local;

import dev.storeward.store.stream.BulkStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of an open file; closes the file with itself. Ends early only with an exception. */
final class FileSlice extends BulkStream {

    /** One read is no larger, which bounds the memory the JDK keeps per thread for it. */
    private static final int MOST = 256 << 10;

    private final FileChannel channel;
    private long position;
    private long left;

    FileSlice(FileChannel channel, long position, long length) {
        this.channel = channel;
        this.position = position;
        this.left = length;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int want = (int) Math.min(Math.min(length, MOST), left);
        int got = channel.read(ByteBuffer.wrap(target, offset, want), position);
        if (got < 0) {
            throw new EOFException("The file ended " + left + " bytes early");
        }
        position += got;
        left -= got;
        return got;
    }

    @Override
    public int available() {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
