package dev.storeward.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a data folder to one process: a lock of the operating system on {@code storeward.lock},
 * which ends with the process however it ends. Safe for use by several threads.
 */
public final class DataFolderLock implements AutoCloseable {
    private static final String FILE = "storeward.lock";

    // The operating system gives up a process's lock as soon as any handle of that process on the
    // file is closed, so a second attempt in the same process must not even open it.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private DataFolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the folder, and creates it, readable by its owner alone, when it does not exist.
     *
     * @throws DataFolderInUseException when another process, or this one, holds it already; the
     *     sentence names the folder and the process
     */
    public static DataFolderLock acquire(Path dataFolder) {
        try {
            PrivateFiles.createFolders(dataFolder);
            Path folder = dataFolder.toRealPath();
            if (!HELD.add(folder)) {
                throw inUse(folder, Long.toString(ProcessHandle.current().pid()));
            }
            try {
                return lock(folder);
            } catch (IOException | RuntimeException e) {
                HELD.remove(folder);
                throw e;
            }
        } catch (IOException e) {
            throw Failures.of("The data folder " + dataFolder + " cannot be used", e);
        }
    }

    /** The locked folder, absolute and without symbolic links. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The handle is gone either way, and the lock with it.
        }
        HELD.remove(folder);
    }

    private static DataFolderLock lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(FILE),
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PrivateFiles.FILE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw inUse(folder, holder(folder));
        }
        channel.truncate(0);
        byte[] pid =
                Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        channel.write(ByteBuffer.wrap(pid));
        return new DataFolderLock(folder, channel);
    }

    private static String holder(Path folder) throws IOException {
        String pid = Files.readString(folder.resolve(FILE)).strip();
        return pid.isEmpty() ? "unknown" : pid;
    }

    private static DataFolderInUseException inUse(Path folder, String pid) {
        return new DataFolderInUseException(
                "The data folder " + folder + " is in use by process " + pid + ".");
    }
}
