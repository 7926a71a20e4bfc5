package dev.storeward.client.transfer;

import dev.storeward.client.StorewardException;
import dev.storeward.client.StorewardException.Kind;
import dev.storeward.client.files.Download;
import dev.storeward.client.files.FilesClient;
import dev.storeward.client.files.Metadata;
import dev.storeward.client.http.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;

/** One file on its way to the disk, in parts. */
final class PartedDownload {
    private static final long PART = 8L << 20;
    private static final int BUFFER = 128 << 10;

    private final Transport transport;
    private final FilesClient files;
    private final Metadata file;
    private final Path to;
    private final Path partial;
    private final Path record;
    private final Progress progress;

    PartedDownload(
            Transport transport, FilesClient files, Metadata file, Path to, Progress progress) {
        this.transport = transport;
        this.files = files;
        this.file = file;
        this.to = to;
        this.partial = to.resolveSibling(to.getFileName() + ".part");
        this.record = to.resolveSibling(to.getFileName() + ".parts");
        this.progress = progress;
    }

    void run(int parallel) throws IOException {
        String what = file.name() + " " + file.etag() + " " + file.size();
        PartsRecord parts = PartsRecord.open(record, what, Files.isRegularFile(partial));
        try (FileChannel out =
                FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            fetch(out, parts, parallel);
            out.truncate(file.size());
            out.force(true);
        }
        if (FileDigest.compare(partial, file.etag()) == FileDigest.Likeness.ANOTHER) {
            Files.delete(partial);
            Files.delete(record);
            throw new StorewardException(
                    Kind.DAMAGED,
                    "What came of " + file.name() + " is not what is stored. Fetch it again.");
        }
        try {
            Files.move(
                    partial,
                    to,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(partial, to, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.delete(record);
    }

    private void fetch(FileChannel out, PartsRecord parts, int parallel) throws IOException {
        int count = Math.toIntExact((file.size() + PART - 1) / PART);
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        SideBySide.each(all, parallel, part -> one(out, parts, part));
    }

    private void one(FileChannel out, PartsRecord parts, int part) throws IOException {
        long begin = part * PART;
        long end = Math.min(begin + PART, file.size());
        if (parts.has(part)) {
            progress.advanced(end - begin);
            return;
        }
        int failures = 0;
        long at = begin;
        while (at < end) {
            long reached = read(out, at, end);
            if (reached < end) {
                failures = reached > at ? 1 : failures + 1;
                if (failures >= transport.retries().attempts()) {
                    throw new StorewardException(
                            Kind.BROKEN_OFF,
                            "The connection broke off. The same command goes on from here.");
                }
                transport.pauses().take(transport.retries().pauseAfter(failures));
            }
            at = reached;
        }
        parts.add(part);
    }

    /** Reads what comes of a range, and answers how far that was. */
    private long read(FileChannel out, long from, long end) throws IOException {
        long at = from;
        byte[] buffer = new byte[BUFFER];
        try (Download download = files.open(file.name(), file.etag(), from, end - from)) {
            if (download.size() != end - from) {
                throw new StorewardException(
                        Kind.NOT_STOREWARD, "The server answered another part than was asked for.");
            }
            InputStream in = download.bytes();
            while (at < end) {
                int read;
                try {
                    read = in.read(buffer, 0, (int) Math.min(buffer.length, end - at));
                } catch (IOException e) {
                    return at;
                }
                if (read < 0) {
                    return at;
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes, at + bytes.position());
                }
                at += read;
                progress.advanced(read);
            }
            return at;
        }
    }
}
