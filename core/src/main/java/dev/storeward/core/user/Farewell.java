package dev.storeward.core.user;

import java.util.UUID;

/** What becomes of the files of a user who is disabled. */
public sealed interface Farewell {

    record KeepFiles() implements Farewell {}

    record DeleteFiles() implements Farewell {}

    /** The files go to another user of the same tenant. */
    record TransferFiles(UUID toUserId) implements Farewell {}
}
