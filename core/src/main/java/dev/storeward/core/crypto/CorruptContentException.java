package dev.storeward.core.crypto;

import dev.storeward.store.StoreException;
import java.io.IOException;

/**
 * Stored bytes are not what was written. Reading ends here; every byte that was released before is
 * right. The cause is a {@link StoreException} of code {@code CORRUPT}.
 */
public final class CorruptContentException extends IOException {

    CorruptContentException(String message) {
        super(message, new StoreException(StoreException.Code.CORRUPT, message));
    }

    CorruptContentException(String message, Throwable cause) {
        super(message, new StoreException(StoreException.Code.CORRUPT, message, cause));
    }
}
