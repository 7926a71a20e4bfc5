package dev.storeward.store.local;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The folders below a root: {@code objects} holds what is stored, {@code tmp} what is being
 * written. Guards the rules that no symbolic link is followed, that a file appears whole, and that
 * what is reported as written survives a power cut. Another process may use the same root.
 *
 * <p>The check for links and the use of a path are two steps: whoever may write into the root may
 * win the race between them. The root therefore belongs to this service alone.
 */
final class Folder {
    /** Where the objects lie below a root. */
    static final String OBJECTS = "objects";

    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** How often a put makes its folders again that concurrent deletes take away. */
    private static final int ATTEMPTS = 1000;

    /** A bound on memory: beyond it, the folders known to be durable are learnt again. */
    private static final int REMEMBERED = 50_000;

    private final Path root;
    private final Path objects;
    private final Path temporary;
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();
    private final ReadWriteLock pruning = new ReentrantReadWriteLock();

    Folder(Path realRoot) {
        root = realRoot;
        objects = realRoot.resolve(OBJECTS);
        temporary = realRoot.resolve("tmp");
    }

    /** Whether a root was opened once; a mount point alone was not. */
    static boolean isThere(Path root) {
        return Files.isDirectory(root.resolve(OBJECTS), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Looks whether a folder that was in use before is still there.
     *
     * @throws StoreException {@code BUCKET_NOT_FOUND}
     */
    static void requireThere(Path root) {
        if (!isThere(root)) {
            throw Failures.gone(root, new NoSuchFileException(root.toString()));
        }
    }

    /** Whether no object lies below a root, which may be gone. */
    static boolean holdsNothing(Path root) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(root.resolve(OBJECTS))) {
            return !children.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            // What cannot be looked into is not known to be empty.
            return false;
        }
    }

    Path root() {
        return root;
    }

    Path objects() {
        return objects;
    }

    Path temporaryFolder() {
        return temporary;
    }

    /** Whether the place of the objects is not there (any more). */
    boolean missing() {
        return !Files.isDirectory(objects, LinkOption.NOFOLLOW_LINKS);
    }

    /** Bytes that can still be written; as many as can be when that is not known. */
    long room() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    Path newTemporary() {
        return temporary.resolve(UUID.randomUUID().toString());
    }

    Path path(ObjectKey key) {
        Path path = objects;
        for (String name : FileNames.of(key)) {
            path = path.resolve(name);
        }
        return path;
    }

    /**
     * Makes sure that no folder on the way to a file is a link.
     *
     * @throws NoSuchFileException when a folder is missing
     */
    void check(Path file) throws IOException {
        Path parent = parent(file);
        if (!parent.toRealPath().equals(parent)) {
            throw link(parent);
        }
    }

    /** What is thrown where a link, or anything else that is no plain file or folder, lies. */
    static StoreException link(Path path) {
        return new StoreException(
                Code.FORBIDDEN,
                "A name in the folder of this backend is or leads through a symbolic link or special"
                        + " file, which is not followed.",
                new IOException(path.toString()));
    }

    /**
     * Gives a finished and flushed file its place, durably.
     *
     * @param file a temporary file; gone afterwards
     * @throws FileAlreadyExistsException when {@code ifAbsent} and the place is taken
     */
    void publish(Path file, Path target, boolean ifAbsent) throws IOException {
        Path parent = parent(target);
        for (int attempt = 1; ; attempt++) {
            pruning.readLock().lock();
            try {
                ensure(parent);
                if (ifAbsent) {
                    Files.createLink(target, file);
                } else {
                    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
                }
                break;
            } catch (NoSuchFileException e) {
                durable.remove(parent);
                if (attempt == ATTEMPTS || missing()) {
                    throw e;
                }
            } finally {
                pruning.readLock().unlock();
            }
        }
        if (ifAbsent) {
            Files.deleteIfExists(file);
        }
        sync(parent);
    }

    /** Makes a folder and those above it, all of them durable. */
    private void ensure(Path folder) throws IOException {
        if (durable.contains(folder) || folder.equals(objects)) {
            try {
                if (folder.toRealPath().equals(folder)) {
                    return;
                }
                throw link(folder);
            } catch (NoSuchFileException e) {
                durable.remove(folder);
            }
        }
        if (durable.size() > REMEMBERED) {
            durable.clear();
        }
        Path at = objects;
        for (Path name : objects.relativize(folder)) {
            Path next = at.resolve(name);
            boolean made = make(next);
            if (made || !durable.contains(next)) {
                sync(at);
                durable.add(next);
            }
            at = next;
        }
    }

    private static boolean make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PRIVATE_FOLDER);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
                    throw new NoSuchFileException(folder.toString());
                }
                throw link(folder);
            }
            return false;
        }
    }

    /** Removes a folder, and those above it, while they are empty; then makes that durable. */
    void prune(Path folder) throws IOException {
        Path at = folder;
        while (!at.equals(objects) && empty(at)) {
            pruning.writeLock().lock();
            try {
                Files.deleteIfExists(at);
                durable.remove(at);
            } catch (DirectoryNotEmptyException e) {
                break;
            } finally {
                pruning.writeLock().unlock();
            }
            at = parent(at);
        }
        try {
            sync(at);
        } catch (NoSuchFileException e) {
            // Another delete removed the folder and makes its own removal durable.
        }
    }

    private static boolean empty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Writes a folder's entries to the disk. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent");
        }
        return parent;
    }
}
