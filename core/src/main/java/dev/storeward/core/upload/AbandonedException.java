package dev.storeward.core.upload;

import dev.storeward.store.StoreException;

/** A bucket was not waited for any longer, because the client of the upload had gone. */
final class AbandonedException extends StoreException {
    private static final long serialVersionUID = 1;

    AbandonedException(Throwable cause) {
        super(
                Code.UNREACHABLE,
                Reason.SILENT,
                "The client went away while the bucket was waited for.",
                cause);
    }
}
