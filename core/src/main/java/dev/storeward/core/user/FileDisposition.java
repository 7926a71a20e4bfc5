package dev.storeward.core.user;

import java.util.UUID;

/** What becomes of the files of a user who is disabled. */
public sealed interface FileDisposition {

    record KeepFiles() implements FileDisposition {}

    record DeleteFiles() implements FileDisposition {}

    /** The files go to another user of the same tenant. */
    record TransferFiles(UUID toUserId) implements FileDisposition {}
}
