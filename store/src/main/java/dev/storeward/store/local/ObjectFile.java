package dev.storeward.store.local;

import dev.storeward.store.Content;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.stream.CheckedBody;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The file of one object: its bytes, then a {@link Footer} that says what they are. Both are
 * written before the file gets its name, so that they change together; a file cut short has lost
 * its footer and is known to be damaged.
 */
final class ObjectFile {
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Set<OpenOption> EXISTING =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Bodies of a known length up to this are written together with their footer in one call. */
    private static final int SMALL = 1 << 20;

    private static final int BUFFER = 128 << 10;

    private ObjectFile() {}

    /** Writes a new file and flushes it to the disk. */
    static ObjectInfo write(Path file, ObjectKey key, Content body, PutOptions options, Instant now)
            throws IOException {
        try (CheckedBody in = CheckedBody.open(body);
                FileChannel channel = FileChannel.open(file, NEW, PRIVATE)) {
            OptionalLong length = body.length();
            Footer footer;
            if (length.isPresent() && length.getAsLong() <= SMALL) {
                footer = Footer.next(length.getAsLong(), options, now);
                writeFully(channel, whole(in, footer));
            } else {
                footer = Footer.next(writeStream(channel, in), options, now);
                writeFully(channel, ByteBuffer.wrap(footer.encoded()));
            }
            channel.force(false);
            return footer.describe(key);
        }
    }

    private static ByteBuffer whole(CheckedBody in, Footer footer) {
        int size = Math.toIntExact(footer.size());
        byte[] end = footer.encoded();
        byte[] all = new byte[size + end.length];
        in.readNBytes(all, 0, size);
        in.requireEnd();
        System.arraycopy(end, 0, all, size, end.length);
        return ByteBuffer.wrap(all);
    }

    private static long writeStream(FileChannel channel, CheckedBody in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int got = in.readNBytes(buffer, 0, BUFFER);
                got > 0;
                got = in.readNBytes(buffer, 0, BUFFER)) {
            writeFully(channel, ByteBuffer.wrap(buffer, 0, got));
            size += got;
        }
        return size;
    }

    /** Copies a whole object into a new file, flushed to the disk. */
    static void copy(FileChannel from, Footer footer, Path to, PutOptions options, Instant now)
            throws IOException {
        try (FileChannel channel = FileChannel.open(to, NEW, PRIVATE)) {
            long size = footer.size();
            long done = 0;
            while (done < size) {
                long moved = from.transferTo(done, size - done, channel);
                if (moved <= 0) {
                    throw new IOException("The file ended early while it was copied");
                }
                done += moved;
            }
            writeFully(channel, ByteBuffer.wrap(Footer.next(size, options, now).encoded()));
            channel.force(false);
        }
    }

    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, EXISTING);
    }

    /**
     * The footer of an open file.
     *
     * @throws StoreException {@code CORRUPT} when the file does not end in one
     */
    static Footer footer(FileChannel channel, ObjectKey key) throws IOException {
        long length = channel.size();
        byte[] tail = tail(channel, length, Footer.USUAL + Footer.TRAILER);
        int described = Footer.descriptionLength(tail);
        if (described > Footer.USUAL && described <= Footer.LONGEST) {
            tail = tail(channel, length, described + Footer.TRAILER);
        }
        return Footer.parse(tail, length)
                .orElseThrow(() ->
                        new StoreException(
                                Code.CORRUPT,
                                "The file of " + key + " is damaged or was cut short."));
    }

    private static byte[] tail(FileChannel channel, long length, int most) throws IOException {
        ByteBuffer tail = ByteBuffer.wrap(new byte[(int) Math.min(length, most)]);
        long start = length - tail.capacity();
        while (tail.hasRemaining()) {
            if (channel.read(tail, start + tail.position()) < 0) {
                throw new EOFException("The file became shorter while it was read");
            }
        }
        return tail.array();
    }

    private static void writeFully(FileChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }
}
