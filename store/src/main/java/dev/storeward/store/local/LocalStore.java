package dev.storeward.store.local;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Capabilities;
import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.wrap.CopySource;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A folder as a bucket. Safe for several threads, and for several processes on one folder. An
 * object being read stays readable when it is replaced or deleted meanwhile.
 */
public final class LocalStore implements ObjectStore {
    private final Folder folder;
    private final Capabilities capabilities;
    private final InstantSource clock;

    private LocalStore(Folder folder, Capabilities capabilities, InstantSource clock) {
        this.folder = folder;
        this.capabilities = capabilities;
        this.clock = clock;
    }

    /**
     * Opens a folder, making it where it is missing, and removes what a killed process left
     * unfinished in it more than a day ago.
     *
     * @param root absolute; may be, or lie behind, a symbolic link
     * @throws StoreException {@code FORBIDDEN} or {@code UNKNOWN} when the folder cannot be used
     */
    public static LocalStore open(Path root, InstantSource clock) {
        return opened(Opening.of(root, clock), clock);
    }

    /**
     * Opens a folder that was in use before, and makes none: what stood there is on a disk that is
     * not mounted, or lost, and an empty folder in its place would answer for it.
     *
     * @throws StoreException {@code BUCKET_NOT_FOUND} when it is gone, else as {@link #open}
     */
    public static LocalStore openKnown(Path root, InstantSource clock) {
        Folder.requireThere(root);
        return open(root, clock);
    }

    /** Whether a folder is one that was opened once; its mount point alone is not. */
    public static boolean isThere(Path root) {
        return Folder.isThere(root);
    }

    private static LocalStore opened(Opening opening, InstantSource clock) {
        return new LocalStore(
                opening.folder(), new Capabilities(opening.links(), true, false, false), clock);
    }

    /**
     * Whether no object lies in a folder: it is gone, or nothing was ever stored in it. Makes
     * nothing.
     */
    public static boolean isEmpty(Path root) {
        return Folder.holdsNothing(root);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        Path target = folder.path(key);
        boolean ifAbsent = options.ifAbsent() && capabilities.conditionalPut();
        if (ifAbsent && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(key);
        }
        Path temporary = folder.newTemporary();
        try {
            ObjectInfo info = ObjectFile.write(temporary, key, body, options, clock.instant());
            folder.publish(temporary, target, ifAbsent);
            return info;
        } catch (FileAlreadyExistsException e) {
            discard(temporary);
            throw exists(key);
        } catch (IOException e) {
            discard(temporary);
            throw Failures.of(folder, "object " + key, e);
        } catch (RuntimeException | Error e) {
            discard(temporary);
            throw e;
        }
    }

    private static StoreException exists(ObjectKey key) {
        return new StoreException(Code.ALREADY_EXISTS, "The object " + key + " exists.");
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The next opening removes it; the failure that led here is the one to report.
        }
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        try {
            FileChannel channel = channel(key);
            try {
                ObjectInfo info = ObjectFile.footer(channel, key).describe(key);
                ByteRange.Slice slice = range.within(info.size());
                return new ObjectBody(
                        info,
                        slice.offset(),
                        slice.length(),
                        new FileSlice(channel, slice.offset(), slice.length()));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw Failures.of(folder, "object " + key, e);
        }
    }

    private FileChannel channel(ObjectKey key) throws IOException {
        Path file = folder.path(key);
        folder.check(file);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            throw Folder.link(file);
        }
        return ObjectFile.open(file);
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        try (FileChannel channel = channel(key)) {
            return Optional.of(ObjectFile.footer(channel, key).describe(key));
        } catch (IOException e) {
            StoreException failure = Failures.of(folder, "object " + key, e);
            if (failure.code() == Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        if (folder.missing()) {
            throw Failures.of(
                    folder, "objects folder", new NoSuchFileException(folder.objects().toString()));
        }
        List<DeleteFailure> failures = new ArrayList<>();
        Set<Path> emptied = new LinkedHashSet<>();
        for (ObjectKey key : keys) {
            Path file = folder.path(key);
            try {
                folder.check(file);
                if (Files.deleteIfExists(file)) {
                    emptied.add(Folder.parent(file));
                }
            } catch (NoSuchFileException e) {
                // Nothing lies below a missing folder: the key does not exist, which is a success.
            } catch (IOException e) {
                failures.add(new DeleteFailure(key, Failures.of(folder, "object " + key, e)));
            } catch (StoreException e) {
                failures.add(new DeleteFailure(key, e));
            }
        }
        for (Path parent : emptied) {
            try {
                folder.prune(parent);
            } catch (IOException e) {
                throw Failures.of(folder, "a folder that was emptied", e);
            }
        }
        return failures;
    }

    @Override
    public ObjectPage list(ListRequest request) {
        try {
            List<Walk.Found> found = Walk.page(folder.objects(), request);
            List<ObjectInfo> objects = new ArrayList<>();
            for (Walk.Found at : found.subList(0, Math.min(found.size(), request.limit()))) {
                if (isOurs(at)) {
                    listed(at).ifPresent(objects::add);
                }
            }
            return new ObjectPage(
                    objects,
                    found.size() > request.limit() ? found.get(request.limit() - 1).key() : "");
        } catch (IOException e) {
            throw Failures.of(folder, "objects folder", e);
        }
    }

    /** A file somebody else put here may have a name that no key leads to. */
    private boolean isOurs(Walk.Found at) {
        return ObjectKey.problemOf(at.key()).isEmpty()
                && folder.path(new ObjectKey(at.key())).equals(at.file());
    }

    /** A damaged file is listed with the length it has: it takes its key and its room. */
    private static Optional<ObjectInfo> listed(Walk.Found at) throws IOException {
        ObjectKey key = new ObjectKey(at.key());
        try (FileChannel channel = ObjectFile.open(at.file())) {
            ObjectInfo info;
            try {
                info = ObjectFile.footer(channel, key).describe(key);
            } catch (StoreException e) {
                info =
                        new ObjectInfo(
                                key,
                                channel.size(),
                                "",
                                Files.getLastModifiedTime(at.file()).toInstant(),
                                Map.of());
            }
            return Optional.of(
                    new ObjectInfo(key, info.size(), info.etag(), info.lastModified(), Map.of()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        CopySource inner = CopySource.of(source, copy.from());
        if (!(inner.store() instanceof LocalStore local)) {
            return false;
        }
        Path temporary = folder.newTemporary();
        try (FileChannel channel = local.channel(inner.key())) {
            Footer footer = ObjectFile.footer(channel, inner.key());
            ObjectFile.copy(channel, footer, temporary, copy.options(), clock.instant());
            folder.publish(temporary, folder.path(copy.to()), false);
            return true;
        } catch (IOException e) {
            discard(temporary);
            throw Failures.of(folder, "object " + copy.from(), e);
        } catch (RuntimeException e) {
            discard(temporary);
            throw e;
        }
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return Optional.empty();
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
