package dev.storeward.store.local;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Turns what the file system says into what the SPI says. Messages may reach a tenant's client: the
 * paths of this machine stand in the causes only.
 */
final class Failures {

    /** Below this much room a write that failed without a clear reason failed for lack of room. */
    private static final long NO_ROOM = 64L << 10;

    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded");

    private Failures() {}

    static StoreException of(Folder folder, String what, IOException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof StoreException known) {
                return known;
            }
        }
        if (folder.missing()) {
            return gone(folder.root(), failure);
        }
        return switch (failure) {
            case NoSuchFileException gone ->
                    new StoreException(Code.NOT_FOUND, "There is no " + what + ".", gone);
            case AccessDeniedException denied ->
                    new StoreException(
                            Code.FORBIDDEN,
                            "This process may not use the folder of " + what + ".",
                            denied);
            default -> full(folder, what, failure);
        };
    }

    static StoreException gone(Path root, IOException failure) {
        return new StoreException(
                Code.BUCKET_NOT_FOUND,
                "The folder of this backend is gone or holds no objects folder any more;"
                        + " is its disk mounted?",
                new IOException("in the folder " + root, failure));
    }

    private static StoreException full(Folder folder, String what, IOException failure) {
        String reason = Optional.ofNullable(failure.getMessage()).orElse("");
        if (failure instanceof FileSystemException system) {
            reason =
                    Optional.ofNullable(system.getReason())
                            .orElse(failure.getClass().getSimpleName());
        }
        if (FULL.stream().anyMatch(reason::contains) || folder.room() < NO_ROOM) {
            return new StoreException(
                    Code.FULL, "The disk of this backend is full.", located(folder, failure));
        }
        if (reason.contains("Read-only file system")) {
            return new StoreException(
                    Code.FORBIDDEN,
                    "The disk of this backend is read-only.",
                    located(folder, failure));
        }
        return new StoreException(
                Code.UNKNOWN,
                "The disk failed on " + what + ": " + reason + ".",
                located(folder, failure));
    }

    private static IOException located(Folder folder, IOException failure) {
        return new IOException("in the folder " + folder.root(), failure);
    }
}
