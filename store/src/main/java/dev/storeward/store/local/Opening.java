package dev.storeward.store.local;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A root made ready for use.
 *
 * @param links whether the file system has hard links, which decide among racing writers
 */
record Opening(Folder folder, boolean links) {

    /** How long a temporary file without a write is taken to belong to a living writer. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    /** Leaves room for the longest key, escaped, below the limit of 4096 bytes for a path. */
    private static final int LONGEST_ROOT = 700;

    static Opening of(Path root, InstantSource clock) {
        if (!root.isAbsolute() || root.toString().length() > LONGEST_ROOT) {
            throw new StoreException(
                    Code.INVALID,
                    "The path of a folder is absolute and at most " + LONGEST_ROOT + " long.");
        }
        try {
            Files.createDirectories(root, Folder.PRIVATE_FOLDER);
            Folder folder = new Folder(root.toRealPath());
            make(folder.objects());
            make(folder.temporaryFolder());
            Folder.sync(folder.root());
            sweep(folder.temporaryFolder(), clock.instant().minus(ABANDONED));
            return new Opening(folder, links(folder));
        } catch (AccessDeniedException e) {
            throw new StoreException(
                    Code.FORBIDDEN,
                    "This process may not write into the folder of this backend.",
                    new IOException("in the folder " + root, e));
        } catch (IOException e) {
            throw new StoreException(
                    Code.UNKNOWN,
                    "The folder of this backend cannot be used: "
                            + e.getClass().getSimpleName()
                            + ".",
                    new IOException("in the folder " + root, e));
        }
    }

    private static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw Folder.link(folder);
            }
            Files.createDirectories(folder, Folder.PRIVATE_FOLDER);
        }
    }

    private static void sweep(Path temporary, Instant before) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary)) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(before)) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException e) {
                    // Its writer, or another opening, was faster.
                }
            }
        }
    }

    private static boolean links(Folder folder) throws IOException {
        Path file = folder.newTemporary();
        Path link = folder.newTemporary();
        try {
            Files.createFile(file);
            Files.createLink(link, file);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            // A full disk also ends here: without the proof the store promises less, and works.
            return false;
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(file);
        }
    }
}
