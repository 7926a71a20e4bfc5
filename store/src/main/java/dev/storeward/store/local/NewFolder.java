package dev.storeward.store.local;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BucketMaker.Made;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/** Makes the folder of a store. */
final class NewFolder {
    /** What a store lays out itself; anything else beside it is a stranger's. */
    private static final Set<String> OURS = Set.of("objects", "tmp");

    private NewFolder() {}

    static Made make(Path folder) {
        try {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent, Folder.PRIVATE_FOLDER);
            }
            return created(folder) ? Made.MADE : standing(folder);
        } catch (AccessDeniedException e) {
            throw new StoreException(
                    Code.FORBIDDEN,
                    "This process may not make the folder.",
                    new IOException("the folder " + folder, e));
        } catch (IOException e) {
            throw new StoreException(
                    Code.UNKNOWN,
                    "The folder cannot be made: " + e.getClass().getSimpleName() + ".",
                    new IOException("the folder " + folder, e));
        }
    }

    private static boolean created(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, Folder.PRIVATE_FOLDER);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** A link, a file and a folder with other people's files in it are not ours to use. */
    private static Made standing(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Made.TAKEN;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!OURS.contains(String.valueOf(entry.getFileName()))) {
                    return Made.TAKEN;
                }
            }
        }
        return Made.OURS_ALREADY;
    }
}
