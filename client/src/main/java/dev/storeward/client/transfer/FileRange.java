package dev.storeward.client.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The bytes of a file from one place to another. Belongs to one thread. */
final class FileRange extends InputStream {
    private final FileChannel file;
    private final Progress progress;
    private final long end;
    private long at;

    private FileRange(FileChannel file, long from, long length, Progress progress) {
        this.file = file;
        this.at = from;
        this.end = from + length;
        this.progress = progress;
    }

    static FileRange of(Path path, long from, long length, Progress progress) throws IOException {
        return new FileRange(FileChannel.open(path), from, length, progress);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at >= end) {
            return -1;
        }
        int wanted = (int) Math.min(length, end - at);
        int read = file.read(ByteBuffer.wrap(buffer, offset, wanted), at);
        if (read < 0) {
            throw new EOFException("the file became shorter while it was read");
        }
        at += read;
        progress.advanced(read);
        return read;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
