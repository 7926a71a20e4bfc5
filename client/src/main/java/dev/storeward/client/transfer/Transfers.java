package dev.storeward.client.transfer;

import dev.storeward.client.StorewardException;
import dev.storeward.client.StorewardException.Kind;
import dev.storeward.client.files.FilesClient;
import dev.storeward.client.files.Metadata;
import dev.storeward.client.files.StoredFile;
import dev.storeward.client.files.UploadTarget;
import dev.storeward.client.http.Transport;
import dev.storeward.client.transfer.ResumableUploads.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Whole files between a disk and a server, compared with their digests at the end. Safe for use by
 * several threads, a file at a time each.
 */
public final class Transfers {
    /** Smaller files go in one request: sending them twice costs less than asking. */
    private static final long IN_ONE = 8L << 20;

    private final Transport transport;
    private final FilesClient files;
    private final ResumableUploads resumable;

    /** Made by {@link dev.storeward.client.StorewardClient}. */
    public Transfers(Transport transport, FilesClient files) {
        this.transport = transport;
        this.files = files;
        this.resumable = new ResumableUploads(transport);
    }

    /** Uploads in steps, for who sends other things than files. */
    public ResumableUploads resumable() {
        return resumable;
    }

    /** As {@link #upload(Path, String, UploadTarget, UploadMemory, Progress)}, by its own name. */
    public StoredFile upload(Path file, UploadTarget target) throws IOException {
        return upload(
                file, String.valueOf(file.getFileName()), target, UploadMemory.NONE, Progress.NONE);
    }

    /**
     * Stores a file. A large one goes on where it broke off, in this run and in a later one that
     * has the same memory.
     *
     * @throws IOException when the file cannot be read
     * @throws StorewardException when the server refuses, or what it has is not what the file is at
     *     the end: then the stored file is deleted
     */
    public StoredFile upload(
            Path file, String name, UploadTarget target, UploadMemory memory, Progress progress)
            throws IOException {
        long size = Files.size(file);
        return size <= IN_ONE
                ? atOnce(file, name, size, target, progress)
                : inSteps(file, name, size, target, memory, progress);
    }

    private StoredFile atOnce(
            Path file, String name, long size, UploadTarget target, Progress progress)
            throws IOException {
        String sha256 = FileDigest.sha256(file);
        StoredFile stored = files.upload(name, target, bytes(file, 0, size, Progress.NONE), sha256);
        progress.advanced(size);
        return stored;
    }

    private StoredFile inSteps(
            Path file,
            String name,
            long size,
            UploadTarget target,
            UploadMemory memory,
            Progress progress)
            throws IOException {
        String upload =
                String.join(
                        "\n",
                        file.toRealPath().toString(),
                        Long.toString(size),
                        Files.getLastModifiedTime(file).toString(),
                        name,
                        target.fields().toString());
        String id = memory.find(upload);
        State state = id.isEmpty() ? none() : known(id);
        if (id.isEmpty() || state.offset() < 0) {
            id = resumable.begin(name, target, size);
            state = none();
            memory.keep(upload, id);
        }
        progress.advanced(state.offset());
        Shown shown = new Shown(progress, state.offset());
        StoredFile stored =
                resumable.send(
                        id,
                        state,
                        from -> {
                            shown.backTo(from);
                            return bytes(file, from, size - from, shown);
                        });
        memory.forget(upload);
        requireSame(file, stored);
        return new StoredFile(stored.objectName(), size, stored.id());
    }

    private static State none() {
        return new State(0, new StoredFile("", 0, 0));
    }

    /** How far a remembered upload is; an offset below 0 when there is none any more. */
    private State known(String id) {
        try {
            return resumable.find(id);
        } catch (StorewardException e) {
            if (e.status() == 404 || e.status() == 410) {
                return new State(-1, new StoredFile("", 0, 0));
            }
            throw e;
        }
    }

    private void requireSame(Path file, StoredFile stored) throws IOException {
        Metadata is = files.metadata(stored.objectName());
        if (FileDigest.compare(file, is.etag()) == FileDigest.Likeness.ANOTHER) {
            files.delete(stored.objectName());
            throw new StorewardException(
                    Kind.DAMAGED,
                    file + " changed while it was sent; what had been stored was deleted again.");
        }
    }

    private static Supplier<BodyPublisher> bytes(
            Path file, long from, long length, Progress progress) {
        if (length == 0) {
            return BodyPublishers::noBody;
        }
        return () ->
                BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> {
                            try {
                                return FileRange.of(file, from, length, progress);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }),
                        length);
    }

    /**
     * Fetches a file to a place on the disk, its parts side by side. What has come is kept beside
     * the place until all is there; the next call goes on with it if the file is still the same.
     *
     * @param parallel parts at a time, 1 to 64
     * @throws IOException when the disk fails
     */
    public void download(Metadata file, Path to, int parallel, Progress progress)
            throws IOException {
        new PartedDownload(transport, files, file, to, progress).run(parallel);
    }
}
